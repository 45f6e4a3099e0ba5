package io.culvert.authenticator.mqtt;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token; neither it nor its nonce.
 *
 * @param digest of the token
 * @param nonce digest of the only nonce it is good with; {@code null} for any
 * @param subject whom it lets in; {@code null} when nobody said
 * @param scope in which it lets peers meet; {@code null} for that of the token itself
 * @param until when it ends, leeway included
 * @param uses how many tunnels it is good for; 0 for any number
 * @param attributes what else is known, for operators
 * @param state whether it lets in
 */
record IssuedToken(
        Digest digest,
        @Nullable Digest nonce,
        @Nullable String subject,
        @Nullable String scope,
        Instant until,
        int uses,
        Map<String, String> attributes,
        State state) {

    enum State {
        /** Published by an issuer, who may change it. */
        PUBLISHED,
        /** Issued by the gateway: no message changes it, but one that revokes it. */
        ISSUED_HERE,
        /** Remembered, so that an older message does not make it good again. */
        REVOKED
    }

    IssuedToken revoked() {
        return new IssuedToken(digest, nonce, subject, scope, until, uses, attributes, State.REVOKED);
    }

    /** Remembers that a token that has never been seen is revoked. */
    static IssuedToken revoked(Digest digest, Instant until) {
        return new IssuedToken(digest, null, null, null, until, 0, Map.of(), State.REVOKED);
    }
}
