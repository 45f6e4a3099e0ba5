package io.culvert.api.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what others shall read as PEM (RFC 7468), in lines of 64 characters; {@link PemFiles} reads it. For any thread. */
public final class PemText {

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private PemText() {}

    /** A certificate. */
    public static String of(X509Certificate certificate) {
        return block("CERTIFICATE", der(certificate));
    }

    /** Certificates, one after the other. */
    public static String of(List<X509Certificate> certificates) {
        return certificates.stream().map(PemText::of).collect(Collectors.joining());
    }

    /** A revocation list. */
    public static String of(X509CRL list) {
        try {
            return block("X509 CRL", list.getEncoded());
        } catch (CRLException e) {
            throw new IllegalStateException("a revocation list that was read can be written", e);
        }
    }

    /** A PKCS#10 request. */
    public static String ofRequest(byte[] der) {
        return block("CERTIFICATE REQUEST", der);
    }

    /** SHA-256 in 64 lower-case hexadecimal digits. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + BASE64.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}
