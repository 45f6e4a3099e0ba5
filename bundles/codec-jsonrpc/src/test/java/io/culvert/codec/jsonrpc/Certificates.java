package io.culvert.codec.jsonrpc;

import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.TrustBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** What an authority of two generations has issued; made once, with openssl. The texts are PEM files. */
final class Certificates {

    static final String DEVICE = text("device.pem");
    static final String DEVICE_REQUEST = text("device.csr");
    static final String SUCCESSOR = text("successor.pem");
    static final String SUCCESSOR_REQUEST = text("successor.csr");
    static final String ROOT_1 = text("root-g1.pem");
    static final String ROOT_2 = text("root-g2.pem");
    static final String LINK = text("link-g2.pem");

    /** By the key of {@link #DEVICE}, for {@link #SUCCESSOR_REQUEST}; base64. */
    static final String SIGNATURE = text("renewal.signature");

    /** That {@link #DEVICE} is good. */
    static final byte[] OCSP = bytes("device.ocsp");

    static final TrustBundle TRUST =
            new TrustBundle(List.of(x509(ROOT_2), x509(ROOT_1)), List.of(x509(LINK)), List.of());

    private Certificates() {}

    static Issuance.Issued issued(String pem) {
        CertificateInfo info = new CertificateInfo("1", "device", "phones", 2, Instant.EPOCH, Instant.MAX, null);
        return new Issuance.Issued(x509(pem), List.of(x509(LINK)), info);
    }

    static X509Certificate x509(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    /** The bytes between the first and the last line of a PEM file. */
    static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Certificates.class.getResourceAsStream("/certificates/" + name)) {
            if (in == null) {
                throw new AssertionError("there is no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
