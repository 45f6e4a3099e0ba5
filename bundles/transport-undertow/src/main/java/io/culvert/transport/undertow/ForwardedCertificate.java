package io.culvert.transport.undertow;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header in which a balancer passes a peer's certificate on. There are three shapes in use:
 *
 * <ul>
 *   <li>PEM in one line, URL-encoded (nginx: {@code $ssl_client_escaped_cert}) or with spaces for line ends (Apache);
 *       more certificates may follow
 *   <li>DER in base64 (HAProxy: {@code ssl_c_der,base64})
 *   <li>DER in base64 between colons (RFC 9440), with {@code Client-Cert-Chain} for the rest of the chain
 * </ul>
 */
final class ForwardedCertificate {

    private static final String PEM = "-----BEGIN";
    private static final Pattern PEM_BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");
    private static final Pattern BYTE_SEQUENCE = Pattern.compile(":([A-Za-z0-9+/=]+):(?:;.*)?"); // RFC 9651
    /** What Apache writes where there is none. */
    private static final String APACHE_NONE = "(null)";

    private ForwardedCertificate() {}

    /**
     * Reads it.
     *
     * @param values of the header, in the order in which they came
     * @param chain values of {@code Client-Cert-Chain}
     * @return the peer's own certificate, and what may lead to its authority; empty when there is none
     * @throws CertificateException when the header is none of these, or there more than once
     */
    static List<X509Certificate> read(List<String> values, List<String> chain) throws CertificateException {
        if (values.size() > 1) {
            throw new CertificateException("the header with the certificate is there " + values.size() + " times");
        }
        String value = values.isEmpty() ? "" : values.get(0).strip();
        if (value.isEmpty() || value.equals(APACHE_NONE)) {
            return List.of();
        }
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            if (value.startsWith(PEM)) {
                Matcher blocks = PEM_BLOCK.matcher(decoded(value));
                while (blocks.find()) {
                    certificates.add(
                            parse(Base64.getDecoder().decode(blocks.group(1).replaceAll("\\s", ""))));
                }
            } else if (value.startsWith(":")) {
                certificates.add(parseByteSequence(value));
                for (String item : String.join(",", chain).split(",", -1)) {
                    if (!item.isBlank()) {
                        certificates.add(parseByteSequence(item.strip()));
                    }
                }
            } else {
                certificates.add(parse(Base64.getDecoder().decode(value)));
            }
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("its PEM is not complete");
            }
            return certificates;
        } catch (IllegalArgumentException e) { // of the two decoders
            throw new CertificateException("the header with the certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /** A plus sign is itself, not a space as in a form. */
    private static String decoded(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.US_ASCII);
    }

    private static X509Certificate parseByteSequence(String item) throws CertificateException {
        Matcher sequence = BYTE_SEQUENCE.matcher(item);
        if (!sequence.matches()) {
            throw new IllegalArgumentException("it is no byte sequence (RFC 9440)");
        }
        return parse(Base64.getDecoder().decode(sequence.group(1)));
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
