package io.culvert.api.auth;

import io.culvert.api.codec.AuthFailure;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gateway's authenticators as one, with all that holds for them: order, deadlines, circuits, memory. May be called by
 * any thread; returns at once.
 *
 * <p>A stage completes on any thread, perhaps the one that runs the gateway's timers, and perhaps before the method
 * returns: what goes on from there must not block, or must go to a thread of its own. Both methods refuse at once when
 * the broker stops.
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
     * @return a stage that completes with {@code false} when it was used up meanwhile, or when that cannot be told
     *     within the broker's authentication timeout; never exceptionally
     */
    CompletionStage<Boolean> use(Credentials credentials, AuthResult.Accepted as);

    /** Who a peer is. */
    sealed interface Outcome {
        /**
         * One of those who may use the gateway.
         *
         * @param authenticator name of the authenticator that accepted it
         */
        record Admitted(AuthResult.Accepted as, String authenticator) implements Outcome {}

        /**
         * Nobody who may.
         *
         * @param authenticator name of the authenticator that decided; empty when none did
         * @param reason for the operator, not for the peer; never a secret
         */
        record Refused(AuthFailure failure, String authenticator, String reason) implements Outcome {}
    }
}
