package io.culvert.ca;

import io.culvert.api.ca.AuthorityStatus.Phase;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a device shows besides its own certificate, so that whoever knows one of the roots finds a path.
 *
 * <p>The order matters. The JDK tries all paths. OpenSSL, GnuTLS and strongSwan look first among what they believe, and
 * otherwise take the first certificate of the right name, never another: of several links to one generation they follow
 * only one. It therefore has to be the one by the oldest generation that is still believed, because whoever has ever got a
 * whole trust bundle knows either that one or all that came after it.
 */
final class Intermediates {

    private Intermediates() {}

    /**
     * Links and intermediates for certificates of a generation, in the order in which they are to be shown.
     *
     * @param generations all
     */
    static List<X509Certificate> of(Generation signer, List<Generation> generations, Instant now) {
        Set<X509Certificate> shown = new LinkedHashSet<>();
        Set<X509Certificate> others = new LinkedHashSet<>(signer.links());
        List<Generation> oldestFirst = new ArrayList<>(generations);
        oldestFirst.sort(Comparator.comparingInt(Generation::number));
        for (Generation older : oldestFirst) {
            for (X509Certificate link : signer.links()) {
                if (link.getIssuerX500Principal().equals(older.certificate().getSubjectX500Principal())) {
                    others.remove(link);
                    if (older.phase() != Phase.RETIRED) {
                        shown.add(link);
                        shown.addAll(belowRoot(older));
                    }
                }
            }
        }
        shown.addAll(belowRoot(signer));
        shown.addAll(others);
        return shown.stream()
                .filter(certificate -> now.isBefore(certificate.getNotAfter().toInstant()))
                .toList();
    }

    /** The generation's own certificate and its path, but for the root. */
    private static List<X509Certificate> belowRoot(Generation generation) {
        List<X509Certificate> path = new ArrayList<>();
        path.add(generation.certificate());
        path.addAll(generation.path());
        return path.subList(0, path.size() - 1);
    }
}
