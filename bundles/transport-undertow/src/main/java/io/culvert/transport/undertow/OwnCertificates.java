package io.culvert.transport.undertow;

import io.culvert.api.tls.TlsIdentity;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one listener has from the gateway's own authority. For one thread. */
final class OwnCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificates.class);

    /**
     * What it has at a moment.
     *
     * @param identity what it shows to peers; {@code null} when it has a certificate of its own
     * @param authorities whom it believes; empty when it is told by a file, or asks nobody
     */
    record Offer(@Nullable TlsIdentity identity, List<X509Certificate> authorities) {}

    private final OwnAuthority authority;
    private final List<String> names;
    private final ClientCertificateKeys clients;
    private Offer last = new Offer(null, List.of());
    private String problem = "";

    /**
     * Prepares to ask.
     *
     * @param names that its certificate is for
     * @param clients whether it asks peers for certificates
     */
    OwnCertificates(OwnAuthority authority, List<String> names, ClientCertificateKeys clients) {
        this.authority = authority;
        this.names = names;
        this.clients = clients;
    }

    /**
     * Asks the authority. What a listener cannot do without stays what it was last, while there is nothing new.
     *
     * @param identity whether it needs a certificate to show
     * @throws NoAuthorityException when it has never got what it needs
     */
    Offer ask(boolean identity) throws NoAuthorityException {
        last = new Offer(identity ? identity() : null, clients.own() ? authorities() : List.of());
        return last;
    }

    private TlsIdentity identity() throws NoAuthorityException {
        TlsIdentity previous = last.identity();
        try {
            TlsIdentity now = authority.serverIdentity(names);
            problem = "";
            return now;
        } catch (NoAuthorityException e) {
            if (previous == null) {
                throw e;
            }
            String why = String.valueOf(e.getMessage());
            if (authority.present() && !why.equals(problem)) {
                problem = why;
                LOG.warn("The certificate for {} stays in use until it expires: {}", names.get(0), why);
            }
            return previous;
        }
    }

    private List<X509Certificate> authorities() throws NoAuthorityException {
        List<X509Certificate> now = authority.authorities();
        if (!now.isEmpty() || !clients.required()) {
            return now;
        }
        if (last.authorities().isEmpty()) {
            throw new NoAuthorityException("client.certificate = required, and there is no authority to believe: give"
                    + " client.ca, or install the feature culvert-ca");
        }
        return last.authorities(); // who are refused one by one until they are back: see OwnAuthority
    }
}
