package io.culvert.api.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a server asks of the certificates of its peers, and the one way in which they are checked. For any thread.
 *
 * @param authorities whom the server believes, in the order in which peers are told; at least one. A certificate that is
 *     none of an authority stands for itself alone
 * @param required whether a peer must have a certificate
 * @param revoked whether a certificate is revoked now; asked for each of a path, by any thread, in every handshake
 */
public record ClientCertificates(
        List<X509Certificate> authorities, boolean required, Predicate<X509Certificate> revoked) {

    /** The longest chain, a peer's own certificate and its authority included. */
    public static final int MAX_CHAIN = 10;

    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    public ClientCertificates {
        authorities = List.copyOf(new LinkedHashSet<>(authorities));
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("no authority");
        }
    }

    /** Where nothing is ever revoked. */
    public ClientCertificates(List<X509Certificate> authorities, boolean required) {
        this(authorities, required, certificate -> false);
    }

    /**
     * Checks a peer's certificate: that it is for clients, and that a path leads from it to one of the authorities (RFC
     * 5280 section 6), of which every certificate is valid now and not revoked, the authority's included. Takes about as
     * long as verifying one signature for each certificate of the path.
     *
     * @param presented the peer's own certificate, then in any order what may lead to an authority
     * @return that path: the peer's own certificate first, the authority last; whatever else was presented is not in it
     * @throws CertificateExpiredException when one is not valid any more
     * @throws CertificateNotYetValidException when one is not valid yet
     * @throws RevokedCertificateException when one is revoked
     * @throws CertificateException when the certificate is not good; the message says why, for operators
     */
    public List<X509Certificate> verify(List<X509Certificate> presented) throws CertificateException {
        if (presented.isEmpty() || presented.size() > MAX_CHAIN) {
            throw new CertificateException(presented.size() + " certificates instead of 1 to " + MAX_CHAIN);
        }
        X509Certificate own = presented.get(0);
        own.checkValidity(); // first, because a failed search for a path does not say so
        requireForClients(own);
        List<X509Certificate> path = authorities.contains(own) ? List.of(own) : path(own, presented);
        for (X509Certificate certificate : path) {
            certificate.checkValidity();
        }
        requireNotRevoked(path);
        return path;
    }

    /**
     * Checks again what may have changed while a connection stood.
     *
     * @param path what {@link #verify} returned
     * @throws RevokedCertificateException when one of it is revoked
     */
    public void requireNotRevoked(List<X509Certificate> path) throws RevokedCertificateException {
        for (X509Certificate certificate : path) {
            if (revoked.test(certificate)) {
                throw new RevokedCertificateException(subject(certificate) + ", serial number "
                        + certificate.getSerialNumber().toString(16) + ", is revoked");
            }
        }
    }

    /** RFC 5280 sections 4.2.1.3 and 4.2.1.12: what a certificate does not restrict is allowed. */
    private static void requireForClients(X509Certificate own) throws CertificateException {
        List<String> purposes = own.getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(CLIENT_AUTHENTICATION) && !purposes.contains(ANY_PURPOSE)) {
            throw new CertificateException(subject(own) + " is not for TLS clients (extended key usage)");
        }
        boolean[] usage = own.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new CertificateException(subject(own) + " is not for digital signatures (key usage)");
        }
    }

    private List<X509Certificate> path(X509Certificate own, List<X509Certificate> presented)
            throws CertificateException {
        try {
            Set<TrustAnchor> anchors = authorities.stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet());
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(own);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(MAX_CHAIN);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(presented)));
            PKIXCertPathBuilderResult found = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = new ArrayList<>();
            for (Certificate certificate : found.getCertPath().getCertificates()) {
                path.add((X509Certificate) certificate);
            }
            path.add(found.getTrustAnchor().getTrustedCert());
            return List.copyOf(path);
        } catch (CertPathBuilderException e) {
            throw new CertificateException(
                    "nothing leads from " + subject(own) + " to an authority: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(subject(own) + " cannot be checked: " + e.getMessage(), e);
        }
    }

    private static String subject(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal() + "\"";
    }

    @Override
    public String toString() {
        return (required ? "required" : "optional") + " of " + authorities.size() + " authorities";
    }
}
