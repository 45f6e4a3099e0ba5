package io.culvert.api.auth;

import io.culvert.api.codec.AuthFailure;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gateway's authenticators as one, with all that holds for them: order, deadlines, circuits, memory. May be called by
 * any thread; returns at once.
 */
@ProviderType
public interface AuthenticationService {

    /**
     * Finds out who a peer is.
     *
     * @return a stage that completes with the outcome within the broker's authentication timeout, and never
     *     exceptionally. A token that is used up is refused
     */
    CompletionStage<Outcome> authenticate(Credentials credentials);

    /**
     * Uses a token once, if it is good for a number of uses.
     *
     * @param credentials that were admitted
     * @param as as whom
     * @return a stage that completes with {@code false} when it was used up meanwhile
     */
    CompletionStage<Boolean> use(Credentials credentials, AuthResult.Accepted as);

    /** Who a peer is. */
    sealed interface Outcome {
        /** One of those who may use the gateway. */
        record Admitted(AuthResult.Accepted as) implements Outcome {}

        /** Nobody who may. */
        record Refused(AuthFailure failure) implements Outcome {}
    }
}
