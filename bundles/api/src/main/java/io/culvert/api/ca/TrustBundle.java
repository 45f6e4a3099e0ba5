package io.culvert.api.ca;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whom devices are to believe.
 *
 * @param roots of the generations that have not retired, newest first
 * @param links certificates of newer generations by older ones, and intermediates: they lead whoever knows only an old
 *     root to what newer generations have signed
 * @param revoked the revocation lists, one for each generation, newest first
 */
public record TrustBundle(List<X509Certificate> roots, List<X509Certificate> links, List<X509CRL> revoked) {

    public TrustBundle {
        roots = List.copyOf(roots);
        links = List.copyOf(links);
        revoked = List.copyOf(revoked);
    }
}
