package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.plugin.PluginInfo;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The authenticators, and whether they would let somebody in. */
record AuthenticatorsResource(Parts parts) implements Routes.Resource {

    private static final int PATIENCE = 120;

    /** Those that take part, and the bundles that were meant to. */
    record Authenticators(List<AuthenticatorInfo> authenticators, List<PluginInfo> missing) {

        static Authenticators of(Parts parts) throws Problem {
            return new Authenticators(
                    parts.broker().authenticators(),
                    parts.diagnosis().meantToAuthenticate().stream()
                            .filter(plugin -> plugin.problem() != null)
                            .toList());
        }
    }

    /** Without a token: nothing of it is ever told. */
    private record Tried(
            boolean accepted,
            @Nullable String authenticator,
            @Nullable String reason,
            Duration took,
            @Nullable String identity,
            Map<String, String> attributes,
            @Nullable Limits limits,
            @Nullable Uses uses) {}

    private record Uses(int tunnels, Instant until) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/authenticators", call -> Answer.of(Authenticators.of(parts))),
                Routes.change("POST", "/authenticators/try", Role.OPERATOR, "authenticator.try", this::attempt));
    }

    private Answer attempt(Call call) throws Problem, IOException {
        Body body = call.body("token", "uuid", "name", "nonce");
        ConnectionInfo connection = new ConnectionInfo(
                "console", ConnectionInfo.Kind.WEBSOCKET, true, "console", call.remote(), Instant.now(), List.of());
        Credentials credentials = new Credentials(
                body.text("token"),
                body.optionalText("uuid"),
                body.optionalText("name"),
                body.optionalText("nonce"),
                connection);
        AuthenticationService service = parts.authentication();
        long start = System.nanoTime();
        Outcome outcome = outcome(service, credentials);
        Tried tried = tried(outcome, Duration.ofNanos(System.nanoTime() - start));
        call.about(tried.identity() == null ? "" : tried.identity());
        call.note(tried.accepted() ? "accepted" : "refused: " + tried.reason());
        return Answer.of(tried);
    }

    private static Outcome outcome(AuthenticationService service, Credentials credentials) throws Problem {
        try {
            return service.authenticate(credentials).toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.missing("console");
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.failed("The authenticators gave no answer; see the gateway's log.", e);
        }
    }

    private static Tried tried(Outcome outcome, Duration took) {
        if (outcome instanceof Outcome.Admitted admitted) {
            AuthResult.Accepted as = admitted.as();
            AuthResult.Uses uses = as.uses();
            return new Tried(
                    true,
                    admitted.authenticator(),
                    null,
                    took,
                    as.identity(),
                    as.attributes(),
                    as.limits(),
                    uses == null ? null : new Uses(uses.tunnels(), uses.until()));
        }
        Outcome.Refused refused = (Outcome.Refused) outcome;
        return new Tried(
                false,
                refused.authenticator().isEmpty() ? null : refused.authenticator(),
                refused.reason(),
                took,
                null,
                Map.of(),
                null,
                null);
    }
}
