package io.culvert.api.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The outcome of one authenticator for one peer. */
public sealed interface AuthResult {

    /**
     * The peer may use the gateway.
     *
     * @param identity who the peer is, for operators and for other parts of the gateway; never a secret
     * @param scope the space in which the peer may meet others: only peers with equal scope (and equal nonce) meet;
     *     {@code null} stands for a digest of the token, so that only peers with the same token meet
     */
    record Accepted(String identity, @Nullable String scope) implements AuthResult {}

    /**
     * The peer may not use the gateway, and no other authenticator is asked.
     *
     * @param reason why, for the operator; never sent to the peer, never a secret
     */
    record Rejected(String reason) implements AuthResult {}

    /** The credentials are not of this authenticator's kind; the next one is asked. */
    record Abstained() implements AuthResult {}

    /** A completed stage that accepts, in the scope of the token. */
    static CompletionStage<AuthResult> accepted(String identity) {
        return CompletableFuture.completedStage(new Accepted(identity, null));
    }

    /** A completed stage that rejects. */
    static CompletionStage<AuthResult> rejected(String reason) {
        return CompletableFuture.completedStage(new Rejected(reason));
    }

    /** A completed stage that abstains. */
    static CompletionStage<AuthResult> abstained() {
        return CompletableFuture.completedStage(new Abstained());
    }
}
