package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.api.tls.TlsProvider;
import io.culvert.transport.undertow.OwnCertificates.Offer;
import io.undertow.util.HeaderMap;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.StreamConnection;

/**
 * A listener's configuration, checked, with its certificates. Those are replaced when their files change, or the
 * gateway's own authority has others.
 */
final class ListenerSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerSetup.class);
    private static final int MAX_PORT = 65535;

    private final ListenerConfig config;
    private final InetSocketAddress address;
    private final @Nullable ServerIdentity identity;
    private final ClientCertificateKeys clientKeys;
    private final TrustedProxies proxies;
    private final OwnAuthority authority;
    private final OwnCertificates own;
    private final WatchedFiles files;

    // For the thread that made it, and then for the clock's.
    private boolean identityMissing;
    private @Nullable Offer offer;

    // Guarded by the monitor.
    private TlsProvider preferred;
    /** Whose TLS new connections get. */
    private TlsProvider provider;

    private @Nullable TlsIdentity shown;
    private @Nullable TlsContext tls;
    private boolean closed;

    private volatile @Nullable ClientCertificates clients;
    private volatile String lack = "";

    /**
     * Checks a configuration, and loads its certificates.
     *
     * @param properties the same configuration, as it was given, for messages
     * @param provider of the TLS that connections get
     * @param authority that gives what the configuration does not
     */
    ListenerSetup(ListenerConfig config, Map<String, ?> properties, TlsProvider provider, OwnAuthority authority)
            throws BadConfigurationException {
        this.config = config;
        this.preferred = provider;
        this.provider = provider;
        this.authority = authority;
        if (!Set.of("websocket", "stream").contains(config.protocol())) {
            throw BadConfigurationException.of("protocol", config.protocol(), "must be websocket or stream");
        }
        address = new InetSocketAddress(
                config.host(), new ConfigurationReader(properties).number("port", config::port, 0, MAX_PORT));
        if (address.isUnresolved()) {
            throw BadConfigurationException.of("host", config.host(), "cannot be resolved");
        }
        proxies = TrustedProxies.of(config);
        clientKeys = ClientCertificateKeys.of(config, new ConfigurationReader(properties));
        own = new OwnCertificates(authority, CertificateNames.of(config), clientKeys);
        identity = config.tls() ? identity(config) : null;
        List<Path> watched = new ArrayList<>(clientKeys.files());
        if (identity != null) {
            watched.addAll(identity.files());
            identityMissing = identity.missing();
        }
        files = new WatchedFiles(watched);
        try {
            load();
        } catch (NoAuthorityException e) {
            lack = String.valueOf(e.getMessage());
        }
    }

    private static ServerIdentity identity(ListenerConfig config) {
        return new ServerIdentity(
                ConfigurationReader.path(config.certificate()),
                ConfigurationReader.path(config.certificate_key()),
                config.keystore().isEmpty() ? null : ConfigurationReader.path(config.keystore()),
                config._keystore_password());
    }

    /** Loads all certificates; changes nothing when one of them cannot be used. */
    private void load() throws BadConfigurationException, NoAuthorityException {
        TlsIdentity configured = identity == null || identityMissing ? null : identity.load();
        List<X509Certificate> authorities = clientKeys.read();
        Offer offered = own.ask(identityMissing);
        offer = offered;
        ClientCertificates asked = clientKeys.clients(authorities, offered.authorities(), authority);
        TlsIdentity certificate = configured != null ? configured : offered.identity();
        synchronized (this) {
            if (closed) {
                return;
            }
            if (identity != null && certificate != null) {
                try {
                    renew(certificate, asked);
                } catch (GeneralSecurityException e) {
                    throw identityMissing
                            ? new BadConfigurationException(
                                    "the certificate of the gateway's own authority cannot be used: " + e.getMessage())
                            : identity.unusable(e);
                }
            }
            clients = asked;
            lack = "";
        }
    }

    /** What it waits for before the port can be open, for operators; empty when there is nothing. */
    String lack() {
        return lack;
    }

    String name() {
        return config.name();
    }

    InetSocketAddress address() {
        return address;
    }

    boolean websocket() {
        return config.protocol().equals("websocket");
    }

    boolean encrypted() {
        return config.tls();
    }

    /** What the TLS of new connections is called; empty when there is none. */
    synchronized String tlsName() {
        return encrypted() ? provider.name() : "";
    }

    /**
     * Makes the wire of a new connection.
     *
     * @return {@code null} when another setup has taken the place of this one
     * @throws SSLException when TLS cannot begin
     */
    synchronized @Nullable Wire newWire(StreamConnection raw) throws SSLException {
        if (!encrypted()) {
            return new PlainWire(raw);
        }
        return tls == null ? null : new TlsWire(raw, tls.newEngine(), tls.directBuffers());
    }

    /** Lets new connections have the TLS of this provider, unless it cannot use the certificate. */
    synchronized void use(TlsProvider better) {
        if (better == preferred) {
            return;
        }
        preferred = better;
        if (shown == null) {
            return; // it will be used when there is something to show
        }
        try {
            renew(shown, clients);
            LOG.info("Listener {}: new connections get TLS by {}", name(), provider.name());
        } catch (GeneralSecurityException e) {
            LOG.error("Listener {}: TLS stays with {}: {}", name(), provider.name(), e.getMessage());
        }
    }

    /** Makes the context of new connections from these certificates on. */
    private synchronized void renew(TlsIdentity certificate, @Nullable ClientCertificates asked)
            throws GeneralSecurityException {
        TlsContext old = tls;
        try {
            tls = preferred.serverContext(certificate, asked);
            provider = preferred;
        } catch (GeneralSecurityException e) {
            if (preferred == JdkTls.INSTANCE) {
                throw e;
            }
            LOG.error("Listener {}: {} cannot use the certificate: {}", name(), preferred.name(), e.getMessage());
            tls = JdkTls.INSTANCE.serverContext(certificate, asked);
            provider = JdkTls.INSTANCE;
        }
        shown = certificate;
        if (old != null) {
            old.close();
        }
    }

    /** Ends it: no more connections. */
    synchronized void close() {
        closed = true;
        shown = null;
        if (tls != null) {
            tls.close();
            tls = null;
        }
    }

    /**
     * Says where a peer comes from.
     *
     * @param direct the other end of the socket
     * @throws CertificateException when it may not come from there
     */
    Origin origin(Origin direct, HeaderMap headers) throws CertificateException {
        return proxies.origin(direct, headers, clients);
    }

    /**
     * Loads the certificates again when their files have changed, and stay as they are now for one tick, or the authority
     * has others.
     */
    void refresh() {
        boolean changed = files.changed();
        if (changed && identity != null) {
            identityMissing = identity.missing();
        }
        try {
            Offer now = own.ask(identityMissing);
            Offer before = offer;
            if (changed || !now.equals(before)) {
                offer = now; // also when it cannot be used: then it is told once
                boolean again = lack.isEmpty();
                load();
                if (again) {
                    boolean another = changed || before == null || !Objects.equals(before.identity(), now.identity());
                    LOG.info(
                            "Listener {}: {}",
                            name(),
                            another ? "certificate loaded again" : "the authorities of peers have changed");
                }
            }
        } catch (NoAuthorityException e) {
            if (changed || !lack.isEmpty()) {
                failed(e);
            }
        } catch (BadConfigurationException e) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        if (lack.isEmpty()) {
            LOG.error("Listener {}: the old certificate stays in use: {}", name(), e.getMessage());
        } else {
            lack = String.valueOf(e.getMessage());
        }
    }
}
