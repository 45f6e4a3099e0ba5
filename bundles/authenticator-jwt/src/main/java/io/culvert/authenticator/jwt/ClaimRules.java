package io.culvert.authenticator.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token's registered claims (RFC 7519 section 4.1) must say.
 *
 * @param audiences of which one must be in {@code aud}; empty for whatever is there
 * @param leeway by how much the issuer's clock and ours may differ
 * @param maxLifetime from {@code iat} to {@code exp}; {@link Duration#ZERO} for any
 */
record ClaimRules(Set<String> audiences, Duration leeway, Duration maxLifetime) {

    /** Checks a token's claims and returns from when on it is refused, leeway included. */
    Instant check(JsonMembers claims, Instant now) throws RefusedTokenException {
        if (!audiences.isEmpty() && Collections.disjoint(audiences, claims.texts("aud"))) {
            throw new RefusedTokenException("its aud is for somebody else");
        }
        Instant expires = claims.time("exp");
        if (expires == null) {
            throw new RefusedTokenException("it has no exp");
        }
        Instant end = expires.plus(leeway);
        if (!now.isBefore(end)) {
            throw new RefusedTokenException("it has expired");
        }
        Instant notBefore = claims.time("nbf");
        if (notBefore != null && notBefore.isAfter(now.plus(leeway))) {
            throw new RefusedTokenException("its nbf is in the future");
        }
        Instant issued = claims.time("iat");
        if (issued != null && issued.isAfter(now.plus(leeway))) {
            throw new RefusedTokenException("its iat is in the future");
        }
        if (!maxLifetime.isZero()) {
            checkLifetime(issued, expires);
        }
        return end;
    }

    private void checkLifetime(@Nullable Instant issued, Instant expires) throws RefusedTokenException {
        if (issued == null) {
            throw new RefusedTokenException("it has no iat, so that its lifetime is not known");
        }
        if (expires.isAfter(issued.plus(maxLifetime))) {
            throw new RefusedTokenException("from iat to exp it lives longer than " + maxLifetime.toSeconds() + " s");
        }
    }
}
