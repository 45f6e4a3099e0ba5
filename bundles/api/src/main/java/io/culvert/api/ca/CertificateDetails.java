package io.culvert.api.ca;

import io.culvert.api.ca.AuthorityOperations.Entry;
import io.culvert.api.config.PemText;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;

/**
 * A certificate as operators see it, in the shell and by the admin API: as JSON each component is a member.
 *
 * @param certificate what the register has of it
 * @param subject RFC 2253
 * @param issuer RFC 2253
 * @param algorithm of its key, with the length in bits where there are several: {@code EC 256}
 * @param fingerprint SHA-256, hexadecimal
 * @param pem the certificate itself
 */
public record CertificateDetails(
        CertificateInfo certificate, String subject, String issuer, String algorithm, String fingerprint, String pem) {

    /** Those of a certificate that the authority has found. */
    public static CertificateDetails of(Entry entry) {
        X509Certificate certificate = entry.certificate();
        return new CertificateDetails(
                entry.info(),
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                algorithm(certificate.getPublicKey()),
                PemText.fingerprint(certificate),
                PemText.of(certificate));
    }

    private static String algorithm(PublicKey key) {
        if (key instanceof ECKey curve) {
            return key.getAlgorithm() + " " + curve.getParams().getOrder().bitLength();
        }
        return key instanceof RSAKey modulus
                ? key.getAlgorithm() + " " + modulus.getModulus().bitLength()
                : key.getAlgorithm();
    }
}
