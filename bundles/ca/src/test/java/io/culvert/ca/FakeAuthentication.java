package io.culvert.ca;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.Credentials;
import io.culvert.api.codec.AuthFailure;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows some tokens. */
final class FakeAuthentication implements AuthenticationService {

    private final Map<String, Accepted> tokens = new HashMap<>();
    private final Map<String, Integer> used = new HashMap<>();

    /** A token of an identity. */
    String token(String identity) {
        tokens.put("token of " + identity, new Accepted(identity));
        return "token of " + identity;
    }

    /** A token that is good once. */
    String oneTimeToken(String identity) {
        String token = "one-time token of " + identity;
        tokens.put(token, new Accepted(identity).goodFor(new AuthResult.Uses(1, Instant.MAX)));
        return token;
    }

    int used(String token) {
        return used.getOrDefault(token, 0);
    }

    @Override
    public CompletionStage<Outcome> authenticate(Credentials credentials) {
        Accepted known = tokens.get(credentials.token());
        return CompletableFuture.completedStage(
                known == null
                        ? new Outcome.Refused(AuthFailure.AUTHENTICATION_FAILED, "", "unknown")
                        : new Outcome.Admitted(known, "fake"));
    }

    @Override
    public CompletionStage<Boolean> use(Credentials credentials, Accepted as) {
        int before = used.merge(credentials.token(), 1, Integer::sum) - 1;
        return CompletableFuture.completedStage(
                as.uses() == null || before < as.uses().tunnels());
    }
}
