package io.culvert.client;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way from a certificate to an authority that is believed (RFC 5280 section 6).
 *
 * @param path the certificate first, without the authority
 * @param anchor the authority
 */
record CertificatePath(CertPath path, TrustAnchor anchor) {

    static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final int LONGEST = 5;

    /**
     * Finds a way that is valid now.
     *
     * @param between what may be part of it, in any order
     * @param roots those that are believed
     * @param purpose {@link #CLIENT} or {@link #SERVER}, for which the certificate must be good
     * @throws GeneralSecurityException when there is none; the message is for people
     */
    static CertificatePath find(
            X509Certificate certificate,
            Collection<X509Certificate> between,
            Collection<X509Certificate> roots,
            String purpose)
            throws GeneralSecurityException {
        certificate.checkValidity();
        @Nullable List<String> purposes = certificate.getExtendedKeyUsage();
        if (purposes == null || !purposes.contains(purpose)) {
            throw new CertificateException("its certificate is not meant for this (extended key usage)");
        }
        if (roots.isEmpty()) {
            throw new CertificateException("no authority is believed any more");
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(roots), target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(between)));
        parameters.setMaxPathLength(LONGEST);
        parameters.setRevocationEnabled(false);
        try {
            var found = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            return new CertificatePath(found.getCertPath(), found.getTrustAnchor());
        } catch (CertPathBuilderException e) {
            throw new CertificateException(
                    "no authority that is believed has signed its certificate, issued by '"
                            + Printable.of(certificate.getIssuerX500Principal().getName()) + "'",
                    e);
        }
    }

    private static Set<TrustAnchor> anchors(Collection<X509Certificate> roots) {
        return roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
    }

    /**
     * Checks, asking nobody, what an OCSP response says about the certificate.
     *
     * @param ocsp DER (RFC 6960)
     * @throws java.security.cert.CertPathValidatorException when it was revoked, or the response is not fresh, of
     *     another certificate, or not by who may say so
     */
    void checkStatus(byte[] ocsp) throws GeneralSecurityException {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of((X509Certificate) path.getCertificates().get(0), ocsp));
        PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
        parameters.addCertPathChecker(checker);
        validator.validate(path, parameters);
    }
}
