package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import io.culvert.client.IdentityFolder.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Secures tunnels from end to end: mutual TLS 1.3 (RFC 8446) between the peers, inside of the tunnel, so that the
 * gateway sees only that. The peer with the smaller UUID, as text in lower case, is the TLS client.
 *
 * @param folder of this end's identity, read for each tunnel
 */
record EndToEnd(Path folder, ExpectedPartner expected) {

    /** One tunnel to be secured: who this end is, and whom it believes, as of now. */
    record Attempt(Identity own, List<X509Certificate> roots, List<X509Certificate> links, ExpectedPartner expected) {

        /**
         * Shakes hands with the partner, on a tunnel that stands.
         *
         * @param claimed what the partner calls itself
         * @param status says whether its certificate is still good
         * @param patience how long the partner may take for its first byte; it has three times as long for the rest
         */
        SecureLink secure(Link link, Partner claimed, PartnerTrustManager.Status status, Duration patience)
                throws IOException {
            int order = own.device().compareTo(claimed.uuid().toLowerCase(Locale.ROOT));
            if (order == 0) {
                throw new CulvertException(Kind.TUNNEL_EXISTS, "The partner has the same uuid as this end");
            }
            SSLEngine engine;
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                TrustManager trust = new PartnerTrustManager(own, roots, links, expected, status);
                context.init(OwnCertificate.of(own), new TrustManager[] {trust}, null);
                engine = context.createSSLEngine();
            } catch (GeneralSecurityException e) {
                throw new CulvertException(Kind.IDENTITY, "This end's key cannot be used: " + e.getMessage(), e);
            }
            engine.setUseClientMode(order < 0);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            parameters.setNeedClientAuth(true);
            engine.setSSLParameters(parameters);
            SecureLink secure = new SecureLink(link, engine);
            secure.handshake(patience);
            return secure;
        }
    }

    /**
     * Begins, on a connection that has no tunnel yet: reads the identity, asks the gateway for its authorities, and
     * keeps what is new of them.
     */
    Attempt begin(CertificateCalls calls, Consumer<String> notices) throws IOException {
        Identity own = Identity.load(folder);
        Instant now = Instant.now();
        if (!own.validAt(now)) {
            throw new CulvertException(
                    Kind.IDENTITY,
                    "This end's certificate is valid from "
                            + own.certificate().getNotBefore().toInstant() + " to "
                            + own.certificate().getNotAfter().toInstant()
                            + ", and not now: renew it (culvert renew), or set the clock right");
        }
        Authorities authorities = calls.authorities();
        List<X509Certificate> roots = authorities.follow(own.roots(), now, notices);
        if (!roots.equals(own.roots()) && !roots.isEmpty()) {
            keep(authorities, now, notices);
        }
        return new Attempt(own, roots, authorities.links(), expected);
    }

    /** Not being able to is no reason not to go on: the next one will. */
    private void keep(Authorities authorities, Instant now, Consumer<String> notices) {
        Optional<Turn> free;
        try {
            free = new IdentityFolder(folder).turn();
        } catch (IOException e) {
            notices.accept("the new authorities cannot be kept in " + folder + ": " + e.getMessage());
            return;
        }
        if (free.isEmpty()) {
            return; // somebody is renewing, and will find them, too
        }
        try (Turn turn = free.get()) {
            turn.roots(authorities.follow(Identity.load(folder).roots(), now, notice -> {}));
            notices.accept("the authorities in " + folder + " are new");
        } catch (IOException | GeneralSecurityException e) {
            notices.accept("the new authorities cannot be kept in " + folder + ": " + e.getMessage());
        }
    }
}
