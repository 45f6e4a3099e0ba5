package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.api.tls.TlsProvider;
import io.undertow.util.HeaderMap;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.StreamConnection;

/** A listener's configuration, checked, with its certificate. The certificate is replaced when its files change. */
final class ListenerSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerSetup.class);
    private static final int MAX_PORT = 65535;

    private final ListenerConfig config;
    private final InetSocketAddress address;
    private final @Nullable ServerIdentity identity;
    private final ClientCertificateKeys clientKeys;
    private final TrustedProxies proxies;
    private final WatchedFiles files;

    // Guarded by the monitor.
    private TlsProvider preferred;
    /** Whose TLS new connections get. */
    private TlsProvider provider;

    private @Nullable TlsIdentity shown;
    private @Nullable TlsContext tls;
    private boolean closed;

    private volatile @Nullable ClientCertificates clients;

    /**
     * Checks a configuration, and loads its certificate; makes one if there is none and it may.
     *
     * @param properties the same configuration, as it was given, for messages
     * @param provider of the TLS that connections get
     */
    ListenerSetup(ListenerConfig config, Map<String, ?> properties, TlsProvider provider)
            throws BadConfigurationException {
        this.config = config;
        this.preferred = provider;
        this.provider = provider;
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
        identity = config.tls() ? identity(config) : null;
        List<Path> watched = new ArrayList<>(clientKeys.files());
        if (identity != null) {
            watched.addAll(identity.files());
        }
        files = new WatchedFiles(watched);
        load();
    }

    private static ServerIdentity identity(ListenerConfig config) throws BadConfigurationException {
        ServerIdentity identity = new ServerIdentity(
                ConfigurationReader.path(config.certificate()),
                ConfigurationReader.path(config.certificate_key()),
                config.keystore().isEmpty() ? null : ConfigurationReader.path(config.keystore()),
                config._keystore_password());
        if (identity.missing() && config.keystore().isEmpty() && config.certificate_selfsigned()) {
            SelfSigned.create(identity, config.host());
            LOG.info("Made a self-signed certificate: {}", identity.certificate());
        }
        return identity;
    }

    /** Loads all certificates; changes nothing when one of them cannot be used. */
    private void load() throws BadConfigurationException {
        ClientCertificates asked = clientKeys.load();
        TlsIdentity certificate = identity == null ? null : identity.load();
        synchronized (this) {
            if (closed) {
                return;
            }
            if (identity != null && certificate != null) {
                renew(identity, certificate, asked);
            }
            clients = asked;
        }
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
        TlsIdentity current = shown;
        if (identity == null || current == null || better == preferred) {
            return;
        }
        preferred = better;
        try {
            renew(identity, current, clients);
            LOG.info("Listener {}: new connections get TLS by {}", name(), provider.name());
        } catch (BadConfigurationException e) {
            LOG.error("Listener {}: TLS stays with {}: {}", name(), provider.name(), e.getMessage());
        }
    }

    /** Makes the context of new connections from these certificates on. */
    private synchronized void renew(ServerIdentity source, TlsIdentity certificate, @Nullable ClientCertificates asked)
            throws BadConfigurationException {
        TlsContext old = tls;
        try {
            tls = preferred.serverContext(certificate, asked);
            provider = preferred;
        } catch (GeneralSecurityException e) {
            if (preferred == JdkTls.INSTANCE) {
                throw source.unusable(e);
            }
            LOG.error("Listener {}: {} cannot use the certificate: {}", name(), preferred.name(), e.getMessage());
            try {
                tls = JdkTls.INSTANCE.serverContext(certificate, asked);
                provider = JdkTls.INSTANCE;
            } catch (GeneralSecurityException jdk) {
                throw source.unusable(jdk);
            }
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

    /** Loads the certificates again when their files have changed, and stay as they are now for one tick. */
    void reloadIfChanged() {
        if (!files.changed()) {
            return;
        }
        try {
            load();
            LOG.info("Listener {}: certificate loaded again", name());
        } catch (BadConfigurationException e) {
            LOG.error("Listener {}: the old certificate stays in use: {}", name(), e.getMessage());
        }
    }
}
