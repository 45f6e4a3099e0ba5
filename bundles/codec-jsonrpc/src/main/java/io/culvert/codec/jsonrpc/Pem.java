package io.culvert.codec.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text forms of DER: PEM (RFC 7468), and plain base64, in one line or folded. */
final class Pem {

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (?<label>[A-Z0-9 ]++)-----(?<base64>[A-Za-z0-9+/=\\s]*+)-----END \\k<label>-----");

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private static final Base64.Encoder LINES_OF_64 =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** A certificate as a block, with a line feed at its end. */
    static String of(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + LINES_OF_64.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        }
    }

    /** Certificates as blocks, one after the other. */
    static String of(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::of).collect(Collectors.joining());
    }

    /**
     * The DER that a text stands for: the first block with one of these labels, whatever is around it, or else all of it
     * as base64. Empty when it is neither.
     */
    static Optional<byte[]> der(String text, Set<String> labels) {
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (labels.contains(block.group("label"))) {
                return base64(block.group("base64"));
            }
        }
        return base64(text);
    }

    /** The bytes that base64 stands for (RFC 4648 section 4), white space apart; empty when it is none. */
    static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(
                    Base64.getDecoder().decode(WHITE_SPACE.matcher(text).replaceAll("")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
