package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Orders and checks the certificates of an authority that was made elsewhere. */
final class AuthorityChain {

    private static final int KEY_CERT_SIGN = 5; // bits of RFC 5280 section 4.2.1.3
    private static final int CRL_SIGN = 6;

    private AuthorityChain() {}

    /**
     * The way from an authority to its root.
     *
     * @param certificates all that are needed and no others, in any order
     * @return each signed by the next, the root last
     */
    static List<X509Certificate> of(X509Certificate first, List<X509Certificate> certificates)
            throws AuthorityException {
        Set<X509Certificate> rest = new LinkedHashSet<>(certificates);
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate last = first;
        chain.add(last);
        rest.remove(last);
        while (!isSignedBy(last, last)) {
            last = issuer(last, rest);
            chain.add(last);
            rest.remove(last);
        }
        if (!rest.isEmpty()) {
            throw new AuthorityException(nameOf(rest.iterator().next()) + " is not on the way from " + nameOf(first)
                    + " to its root " + nameOf(last) + "; leave it out");
        }
        return List.copyOf(chain);
    }

    private static X509Certificate issuer(X509Certificate certificate, Set<X509Certificate> candidates)
            throws AuthorityException {
        Optional<X509Certificate> found = candidates.stream()
                .filter(candidate -> isSignedBy(certificate, candidate))
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        boolean named = candidates.stream()
                .anyMatch(
                        candidate -> candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
        String issuer = "\"" + certificate.getIssuerX500Principal() + "\"";
        throw new AuthorityException(
                named
                        ? nameOf(certificate) + " is not signed by the key of the certificate given for " + issuer
                                + "; give the one that signed it"
                        : "the certificate of " + issuer + ", which signed " + nameOf(certificate)
                                + ", is missing; give all up to a root that signed itself");
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Checks one certificate of a chain.
     *
     * @param below how many other authorities are between it and a device
     */
    static void check(X509Certificate certificate, int below, Instant now) throws AuthorityException {
        require(
                !certificate.hasUnsupportedCriticalExtension(),
                certificate,
                "has a critical extension that is not known");
        require(
                certificate.getExtensionValue(Extension.nameConstraints.getId()) == null,
                certificate,
                "has name constraints, which the names of devices would not meet; have one made without");
        require(certificate.getBasicConstraints() >= 0, certificate, "is no authority (basic constraints CA:TRUE)");
        require(
                certificate.getBasicConstraints() >= below,
                certificate,
                "allows only " + certificate.getBasicConstraints()
                        + " authorities below it (path length), and there are " + below);
        boolean[] usage = certificate.getKeyUsage();
        require(
                usage != null && usage[KEY_CERT_SIGN],
                certificate,
                "may not sign certificates (key usage keyCertSign)");
        require(
                !now.isBefore(certificate.getNotBefore().toInstant()),
                certificate,
                "is not valid before " + certificate.getNotBefore().toInstant());
        require(
                now.isBefore(certificate.getNotAfter().toInstant()),
                certificate,
                "has expired at " + certificate.getNotAfter().toInstant());
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean self = certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        require(
                self || !(algorithm.startsWith("SHA1") || algorithm.startsWith("MD")),
                certificate,
                "is signed by " + certificate.getSigAlgName()
                        + ", which verifiers refuse; have it signed with SHA-256");
        checkPurposes(certificate);
    }

    /** Many verifiers let an authority's purposes limit those of what it signs. */
    private static void checkPurposes(X509Certificate certificate) throws AuthorityException {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            require(
                    purposes == null
                            || purposes.contains(KeyPurposeId.anyExtendedKeyUsage.getId())
                            || (purposes.contains(KeyPurposeId.id_kp_clientAuth.getId())
                                    && purposes.contains(KeyPurposeId.id_kp_serverAuth.getId())),
                    certificate,
                    "is not for both clientAuth and serverAuth (extended key usage); have one made without or with both");
        } catch (CertificateParsingException e) {
            throw new AuthorityException(nameOf(certificate) + " has extended key usages that cannot be read", e);
        }
    }

    /** Checks besides what the one must be that signs for devices. */
    static void checkSigner(X509Certificate certificate) throws AuthorityException {
        boolean[] usage = certificate.getKeyUsage();
        require(usage != null && usage[CRL_SIGN], certificate, "may not sign revocation lists (key usage cRLSign)");
        try {
            KeyRules.check(
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()));
        } catch (RefusedRequestException e) {
            throw new AuthorityException(nameOf(certificate) + " cannot sign for devices: " + e.explanation(), e);
        }
    }

    private static void require(boolean condition, X509Certificate certificate, String problem)
            throws AuthorityException {
        if (!condition) {
            throw new AuthorityException(nameOf(certificate) + " " + problem);
        }
    }

    static String nameOf(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal() + "\"";
    }
}
