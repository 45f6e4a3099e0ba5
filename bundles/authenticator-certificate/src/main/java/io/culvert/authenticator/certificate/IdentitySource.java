package io.culvert.authenticator.certificate;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** What of a certificate a peer can be known by: the values of {@code identity}. */
enum IdentitySource {
    SUBJECT_CN,
    SUBJECT,
    SAN_URI,
    SAN_DNS,
    SAN_EMAIL,
    FINGERPRINT;

    // RFC 5280 section 4.2.1.6
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    /** All that a certificate has of it, in its order; none of them is blank or has control characters. */
    List<String> of(X509Certificate certificate) {
        List<String> found =
                switch (this) {
                    case SUBJECT_CN ->
                        DistinguishedNames.commonName(certificate.getSubjectX500Principal()).stream()
                                .toList();
                    case SUBJECT -> List.of(DistinguishedNames.text(certificate.getSubjectX500Principal()));
                    case SAN_URI -> alternatives(certificate, URI);
                    case SAN_DNS -> alternatives(certificate, DNS);
                    case SAN_EMAIL -> alternatives(certificate, EMAIL);
                    case FINGERPRINT -> List.of(fingerprint(certificate));
                };
        return found.stream()
                .filter(name -> !name.isBlank() && name.chars().noneMatch(Character::isISOControl))
                .toList();
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** SHA-256 of the whole certificate, 64 lower-case hexadecimal digits. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new AssertionError("every JDK has SHA-256, and this certificate was read from its encoding", e);
        }
    }
}
