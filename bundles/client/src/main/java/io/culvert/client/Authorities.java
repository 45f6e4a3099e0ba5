package io.culvert.client;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a gateway says about whom to believe.
 *
 * @param roots newest first
 * @param links certificates of newer authorities by older ones, and intermediates
 */
record Authorities(List<X509Certificate> roots, List<X509Certificate> links) {

    /**
     * Whom to believe from now on: those believed already, and those they vouch for by a link certificate. Who has
     * expired is dropped.
     *
     * @param believed so far
     * @param notices hears of each root that nobody vouches for
     * @return newest first as far as the gateway names them, then the others
     */
    List<X509Certificate> follow(List<X509Certificate> believed, Instant now, Consumer<String> notices) {
        List<X509Certificate> result = new ArrayList<>(
                believed.stream().filter(root -> valid(root, now)).toList());
        List<X509Certificate> strangers = new ArrayList<>(roots.stream()
                .filter(root -> valid(root, now) && !result.contains(root))
                .toList());
        boolean grown = true;
        while (grown) { // one that was just found may vouch for the next
            List<X509Certificate> found = strangers.stream()
                    .filter(root -> isRoot(root, now) && vouched(root, result, now))
                    .toList();
            result.addAll(found);
            grown = strangers.removeAll(found);
        }
        strangers.forEach(root -> notices.accept("the gateway names an authority for which none that is believed"
                + " vouches; it is not believed: " + described(root)));
        List<X509Certificate> ordered =
                new ArrayList<>(roots.stream().filter(result::contains).toList());
        result.stream().filter(root -> !ordered.contains(root)).forEach(ordered::add);
        return List.copyOf(ordered);
    }

    /** The roots that can be believed from the beginning on, by the word of a gateway that is trusted. */
    List<X509Certificate> valid(Instant now) {
        return roots.stream().filter(root -> isRoot(root, now)).toList();
    }

    private boolean vouched(X509Certificate root, List<X509Certificate> believed, Instant now) {
        return links.stream()
                .filter(link -> link.getSubjectX500Principal().equals(root.getSubjectX500Principal())
                        && link.getPublicKey().equals(root.getPublicKey())
                        && link.getBasicConstraints() >= 0
                        && valid(link, now))
                .anyMatch(link -> believed.stream().anyMatch(signer -> signed(link, signer)));
    }

    private static boolean signed(X509Certificate link, X509Certificate signer) {
        if (!link.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
            return false;
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(signer, null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(link)), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isRoot(X509Certificate root, Instant now) {
        try {
            root.verify(root.getPublicKey());
            return root.getBasicConstraints() >= 0 && valid(root, now);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean valid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static String described(X509Certificate root) {
        return "'" + Printable.of(root.getSubjectX500Principal().getName()) + "', SHA-256 fingerprint "
                + Trust.fingerprint(root);
    }
}
