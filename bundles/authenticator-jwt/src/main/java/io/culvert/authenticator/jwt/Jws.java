package io.culvert.authenticator.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import org.jspecify.annotations.Nullable;

/**
 * What a signature is checked with, from a token whose header has passed.
 *
 * @param header nothing but the algorithm
 * @param kid which key has signed, as the token says; {@code null} when it does not
 * @param signedPart what the signature is over, ASCII
 */
record Jws(JWSHeader header, @Nullable String kid, String signedPart, Base64URL signature) {

    @Override
    public String toString() {
        return "Jws[***]";
    }
}
