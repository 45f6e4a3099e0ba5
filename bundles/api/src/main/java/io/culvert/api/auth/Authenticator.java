package io.culvert.api.auth;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides who a peer is. Register an implementation as an OSGi service and the gateway asks it from then on.
 *
 * <p>Authenticators are asked one after the other until one does not {@linkplain AuthResult.Abstained abstain}. They are
 * called on the gateway's own bounded executor, by several threads at once; an implementation may block there, or return
 * at once and complete later.
 *
 * <p>The gateway fails closed: an exception, {@code null}, a failed or late stage, and abstention by all, reject the
 * peer. An authenticator therefore throws, or fails its stage, when it cannot tell; it rejects when it knows.
 *
 * <p>The gateway reads these properties of the service; with Declarative Services a configuration's keys are the
 * service's properties, so that each of them can be written into the authenticator's configuration. Numbers may be text.
 *
 * <ul>
 *   <li>{@code name}: what operators see; otherwise the name of the component or class
 *   <li>{@code ranking} (default 0): the highest is asked first, and of equals the one that came first
 *   <li>{@code deadline} in seconds (default: the broker's {@code authenticator.deadline}): by when the stage must have
 *       completed
 *   <li>{@code cache.age} in seconds (default 0: off): for how long the gateway remembers that a peer was accepted. A
 *       result with {@linkplain AuthResult.Uses uses} is never remembered
 *   <li>{@code cache.size} (default 1000): how many of those it remembers at most
 *   <li>{@code cache.by} (default {@code uuid,name,nonce,address}): what the answer depends on, apart from the token
 *       and the certificate; separated by commas
 *   <li>{@code circuit.failures} (default 10, 0 is off): after so many failures without an answer between them the
 *       authenticator is not asked for a while, and the peers it would have been asked about are refused at once
 *   <li>{@code circuit.pause} in seconds (default 5): how long that while is. Then one peer is tried, and its outcome
 *       decides how it goes on
 * </ul>
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
