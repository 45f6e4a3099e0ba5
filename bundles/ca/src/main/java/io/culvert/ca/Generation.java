package io.culvert.ca;

import io.culvert.api.ca.AuthorityStatus.Phase;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A generation of the authority.
 *
 * @param number 1 is the first
 * @param phase how far it is
 * @param keys what has its key, see {@link io.culvert.api.ca.AuthorityKeys#NAME}
 * @param keyName of its key there
 * @param certificate the one that signs for devices
 * @param path what leads from it to its root, the root last; empty when it is a root itself
 * @param links certificates of other authorities for the same name and key, and what leads from those to their roots
 *     without these
 * @param imported whether it was made elsewhere
 */
record Generation(
        int number,
        Phase phase,
        String keys,
        String keyName,
        X509Certificate certificate,
        List<X509Certificate> path,
        List<X509Certificate> links,
        boolean imported) {

    Generation {
        path = List.copyOf(path);
        links = List.copyOf(links);
    }

    /** What devices have to believe. */
    X509Certificate root() {
        return path.isEmpty() ? certificate : path.get(path.size() - 1);
    }

    Generation in(Phase changed) {
        return new Generation(number, changed, keys, keyName, certificate, path, links, imported);
    }

    Generation linkedBy(List<X509Certificate> changed) {
        return new Generation(number, phase, keys, keyName, certificate, path, changed, imported);
    }
}
