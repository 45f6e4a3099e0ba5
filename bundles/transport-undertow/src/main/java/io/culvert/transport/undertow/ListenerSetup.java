package io.culvert.transport.undertow;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener's configuration, checked, with its certificate. The certificate is replaced when its files change. */
final class ListenerSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerSetup.class);
    private static final int MAX_PORT = 65535;
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Listener.Config config;
    private final InetSocketAddress address;
    private final @Nullable ServerIdentity identity;
    private volatile @Nullable SSLContext tls;

    // Used by the clock alone, after the constructor.
    private ServerIdentity.@Nullable State loaded;
    private ServerIdentity.@Nullable State seen;

    /**
     * Checks a configuration, and loads its certificate; makes one if there is none and it may.
     *
     * @param properties the same configuration, as it was given, for messages
     */
    ListenerSetup(Listener.Config config, Map<String, ?> properties) throws BadConfigurationException {
        this.config = config;
        if (!Set.of("websocket", "stream").contains(config.protocol())) {
            throw BadConfigurationException.of("protocol", config.protocol(), "must be websocket or stream");
        }
        address = new InetSocketAddress(config.host(), port(config, properties));
        if (address.isUnresolved()) {
            throw BadConfigurationException.of("host", config.host(), "cannot be resolved");
        }
        if (!config.tls()) {
            identity = null;
            return;
        }
        identity = new ServerIdentity(
                path(config.certificate()),
                path(config.certificate_key()),
                config.keystore().isEmpty() ? null : path(config.keystore()),
                config._keystore_password());
        if (identity.missing() && config.keystore().isEmpty() && config.certificate_selfsigned()) {
            SelfSigned.create(identity, config.host());
            LOG.info("Made a self-signed certificate: {}", identity.certificate());
        }
        loaded = identity.state();
        seen = loaded;
        tls = identity.load();
    }

    /** Relative files lie below the gateway's own folder, wherever it was started from. */
    private static Path path(String file) {
        return Path.of(System.getProperty("karaf.base", "")).resolve(file).toAbsolutePath();
    }

    String name() {
        return config.name();
    }

    private static int port(Listener.Config config, Map<String, ?> properties) throws BadConfigurationException {
        int port;
        try {
            port = config.port();
        } catch (RuntimeException e) { // Declarative Services, when it is not a number at all
            port = -1;
        }
        if (port < 0 || port > MAX_PORT) {
            Object given = Objects.requireNonNullElse(properties.get("port"), port);
            throw BadConfigurationException.of("port", given, "must be a whole number between 0 and " + MAX_PORT);
        }
        return port;
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

    /** The server's side of a new TLS connection, or {@code null} for none. */
    @Nullable SSLEngine newEngine() {
        SSLContext context = tls;
        if (context == null) {
            return null;
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Loads the certificate again when its files have changed, and stay as they are now for one tick. */
    void reloadIfChanged() {
        if (identity == null) {
            return;
        }
        ServerIdentity.State state = identity.state();
        if (!state.equals(loaded) && state.equals(seen)) {
            loaded = state;
            try {
                tls = identity.load();
                LOG.info("Listener {}: certificate loaded again", name());
            } catch (BadConfigurationException e) {
                LOG.error("Listener {}: the old certificate stays in use: {}", name(), e.getMessage());
            }
        }
        seen = state;
    }
}
