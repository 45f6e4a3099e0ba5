package io.culvert.ca;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text of PEM (RFC 7468). */
final class PemText {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private PemText() {}

    /** @param label such as {@code CERTIFICATE} or {@code X509 CRL} */
    static String of(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
