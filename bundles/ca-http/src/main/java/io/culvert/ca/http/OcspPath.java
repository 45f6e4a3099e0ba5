package io.culvert.ca.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** An OCSP request in the path of a GET: base64, percent-encoded, RFC 6960 appendix A.1. */
final class OcspPath {

    private OcspPath() {}

    /**
     * Decodes it.
     *
     * @param path what follows the responder's own, as sent
     * @return DER, hopefully; empty when it is not encoded like that
     */
    static Optional<byte[]> decode(String path) {
        String encoded = path.startsWith("/") ? path.substring(1) : path;
        ByteArrayOutputStream base64 = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
                if (low < 0) {
                    return Optional.empty();
                }
                base64.write(high << 4 | low);
                i += 2;
            } else {
                base64.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8)); // a plus is no space here
            }
        }
        try {
            return Optional.of(Base64.getDecoder().decode(base64.toByteArray()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
