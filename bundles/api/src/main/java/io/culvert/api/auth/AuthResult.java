package io.culvert.api.auth;

import java.time.Instant;
import java.util.Map;
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
     * @param limits what the peer may use
     * @param uses how many tunnels its token is good for; {@code null} for any number
     * @param attributes what else is known of the peer, for operators and for other parts of the gateway; no secrets
     */
    record Accepted(
            String identity,
            @Nullable String scope,
            Limits limits,
            @Nullable Uses uses,
            Map<String, String> attributes) implements AuthResult {

        public Accepted {
            attributes = Map.copyOf(attributes);
        }

        /** Accepts in the scope of the token, without limits. */
        public Accepted(String identity) {
            this(identity, null, Limits.NONE, null, Map.of());
        }

        /** The same with this scope. */
        public Accepted inScope(@Nullable String changed) {
            return new Accepted(identity, changed, limits, uses, attributes);
        }

        /** The same with these limits. */
        public Accepted within(Limits changed) {
            return new Accepted(identity, scope, changed, uses, attributes);
        }

        /** The same with a token that is good for so many tunnels. */
        public Accepted goodFor(@Nullable Uses changed) {
            return new Accepted(identity, scope, limits, changed, attributes);
        }

        /** The same with these attributes. */
        public Accepted with(Map<String, String> changed) {
            return new Accepted(identity, scope, limits, uses, changed);
        }
    }

    /**
     * The peer may not use the gateway, and no other authenticator is asked.
     *
     * @param reason why, for the operator; never sent to the peer, never a secret
     */
    record Rejected(String reason) implements AuthResult {}

    /** The credentials are not of this authenticator's kind; the next one is asked. */
    record Abstained() implements AuthResult {}

    /**
     * How often a token is good. Each pair of peers that meets with it uses it once, on whatever node of the gateway;
     * a token that is used up is refused.
     *
     * @param tunnels how many tunnels; 1 makes a one-time token
     * @param until when the token expires; so long the gateway remembers how often it was used
     * @param id what is counted, where one token can be written in more than one way (as with ECDSA, where anybody can make
     *     a second valid signature of a first one): what all of its forms have in common, and no other token; {@code null}
     *     for the token as it was presented
     */
    record Uses(int tunnels, Instant until, @Nullable String id) {

        public Uses {
            if (tunnels < 1) {
                throw new IllegalArgumentException("tunnels = " + tunnels + ": must be 1 or more");
            }
        }

        /** Counts the token as it was presented. */
        public Uses(int tunnels, Instant until) {
            this(tunnels, until, null);
        }

        /** Everything but the id, which may be a part of the token. */
        @Override
        public String toString() {
            return "Uses[tunnels=" + tunnels + ", until=" + until + "]";
        }
    }

    /** A completed stage that accepts, in the scope of the token and without limits. */
    static CompletionStage<AuthResult> accepted(String identity) {
        return CompletableFuture.completedStage(new Accepted(identity));
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
