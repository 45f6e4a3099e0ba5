package io.culvert.api.auth;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides who a peer is. Register an implementation as an OSGi service and the gateway asks it from then on.
 *
 * <p>Authenticators are asked one after the other, highest {@code ranking} service property first (an integer, 0 when
 * absent), until one does not {@linkplain AuthResult.Abstained abstain}. They are called on the gateway's own bounded
 * executor, by several threads at once; an implementation may block there, or return at once and complete later.
 *
 * <p>The gateway fails closed: an exception, {@code null}, a failed or late stage, and abstention by all, reject the
 * peer. An authenticator therefore throws, or fails its stage, when it cannot tell; it rejects when it knows.
 */
@ConsumerType
@FunctionalInterface
public interface Authenticator {

    /**
     * Checks credentials.
     *
     * @param credentials what the peer presented; not yet trusted in any way
     * @return a stage that completes with the outcome
     */
    CompletionStage<AuthResult> authenticate(Credentials credentials);
}
