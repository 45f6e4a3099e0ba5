package io.culvert.authenticator.jwt;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64url as RFC 7515 section 2 has it: no padding, no line ends. */
final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    /**
     * Decodes a text, of which there must be only one for the same bytes: a token that could be written in two ways
     * would be two tokens for whoever counts them.
     *
     * @return {@code null} when it is not base64url
     */
    static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return ENCODER.encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
