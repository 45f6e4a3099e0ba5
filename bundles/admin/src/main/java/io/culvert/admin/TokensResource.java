package io.culvert.admin;

import io.culvert.api.admin.ApiTokens;
import io.culvert.api.admin.ApiTokens.ApiToken;
import io.culvert.api.admin.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** API tokens, for programs. */
record TokensResource(Parts parts) implements Routes.Resource {

    private static final int CENTURY = 36_500;

    private record Tokens(List<ApiToken> tokens) {}

    private record Created(String name, String token) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get(
                                "/tokens",
                                call -> Answer.of(new Tokens(parts.tokens().list())))
                        .needing(Role.ADMIN),
                Routes.change("POST", "/tokens", Role.ADMIN, "token.create", this::create),
                Routes.change("DELETE", "/tokens/{name}", Role.ADMIN, "token.revoke", this::revoke));
    }

    private Answer create(Call call) throws Problem, IOException {
        Body body = call.body("name", "role", "days");
        String name = body.text("name");
        call.about(name);
        Role role = body.oneOf("role", Role.class, null);
        Integer days = body.optionalNumber("days", 1, CENTURY);
        call.note(Words.of(role) + (days == null ? ", for ever" : ", for " + Words.count(days, "day")));
        ApiTokens tokens = parts.tokens();
        try {
            String token = tokens.create(name, role, days == null ? null : Duration.ofDays(days));
            return new Answer.Created("/tokens/" + name, new Created(name, token));
        } catch (IllegalArgumentException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Problem.failed("The token cannot be written: " + e.getMessage(), e);
        }
    }

    private Answer revoke(Call call) throws Problem {
        try {
            if (!parts.tokens().revoke(call.path("name"))) {
                throw Problem.notFound("There is no API token " + Body.quoted(call.path("name"))
                        + "; GET /api/v1/tokens lists those there are.");
            }
            return new Answer.Done();
        } catch (IOException e) {
            throw Problem.failed("That cannot be written, and the token is good still: " + e.getMessage(), e);
        }
    }
}
