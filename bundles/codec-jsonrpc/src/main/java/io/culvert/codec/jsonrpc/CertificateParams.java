package io.culvert.codec.jsonrpc;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the params of the certificate methods stand for.
 *
 * @param id of the request
 * @param params checked for their keys and types
 */
record CertificateParams(long id, Json.Obj params) {

    /** The second one is what older programs write (RFC 7468 section 7). */
    private static final Set<String> REQUESTS = Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE");

    String required(String key) {
        String text = params.text(key);
        if (text == null) {
            throw new AssertionError("the method table demands " + key);
        }
        return text;
    }

    @Nullable String optional(String key) {
        return params.text(key);
    }

    /** The request to be signed. One that cannot be read is left as it is: the authority has an answer to that. */
    byte[] request() {
        String text = required("csr");
        return Pem.der(text, REQUESTS).orElseGet(() -> text.getBytes(StandardCharsets.UTF_8));
    }

    X509Certificate certificate() throws RefusedException {
        return Pem.der(required("certificate"), CERTIFICATES)
                .flatMap(CertificateParams::x509)
                .orElseThrow(() -> wrong("certificate", "an X.509 certificate, in PEM or as base64 of DER"));
    }

    byte[] signature() throws RefusedException {
        return Pem.base64(required("signature")).orElseThrow(() -> wrong("signature", "base64"));
    }

    private RefusedException wrong(String key, String expected) {
        return RefusedException.invalidParams(id, "Param " + key + " is not " + expected + ".");
    }

    private static Optional<X509Certificate> x509(byte[] der) {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // The JDK reads more than DER, and does not mind what follows.
            return Arrays.equals(certificate.getEncoded(), der) ? Optional.of(certificate) : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
