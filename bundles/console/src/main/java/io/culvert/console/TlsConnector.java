package io.culvert.console;

import io.culvert.api.tls.TlsIdentity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ServerSocketChannel;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the one connector of Felix HTTP: TLS, with a certificate that can be replaced while it is open. For any thread.
 *
 * <p>Felix starts no server without a port of its own, and can give that one only keys from a file. So it is made to open
 * the console's port, without any certificate, and before anybody can have got through, this takes its place.
 */
final class TlsConnector implements ConnectorFactory {

    private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);
    private static final char[] IN_MEMORY = {};
    private static final int HEADERS = 16 * 1024;

    private final String host;
    private final int port;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();
    private @Nullable ServerConnector connector; // guarded by the monitor

    TlsConnector(String host, int port, TlsIdentity identity) throws GeneralSecurityException {
        this.host = host;
        this.port = port;
        tls.setSslContext(context(identity));
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.setRenegotiationAllowed(false);
        tls.setSniRequired(false);
    }

    /** Lets connections from now on have this certificate. */
    void show(TlsIdentity identity) throws GeneralSecurityException {
        SSLContext context = context(identity);
        try {
            tls.reload(factory -> factory.setSslContext(context));
        } catch (Exception e) { // Jetty declares no other
            throw new GeneralSecurityException("Jetty does not take the certificate: " + e.getMessage(), e);
        }
    }

    /** Whether the port is open. */
    synchronized boolean open() {
        return connector != null && connector.isRunning();
    }

    @Override
    public synchronized Connector createConnector(Server server) {
        for (Connector unwanted : server.getConnectors()) {
            try {
                unwanted.stop();
            } catch (Exception e) { // Jetty declares no other
                LOG.error("A port that Felix HTTP has opened by itself cannot be closed: {}", e.getMessage());
            }
            server.removeConnector(unwanted);
        }
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADERS);
        http.setResponseHeaderSize(HEADERS);
        http.setRelativeRedirectAllowed(true);
        http.addCustomizer(new SecureRequestCustomizer(false)); // the gate looks at the host's name
        http.addCustomizer((request, headers) -> {
            SecurityHeaders.onAll(headers::put);
            return request;
        });
        ServerConnector made = new Successor(
                server,
                new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        made.setHost(host);
        made.setPort(port);
        connector = made;
        return made;
    }

    private static SSLContext context(TlsIdentity identity) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("there can be no key store in memory: " + e.getMessage(), e);
        }
        store.setKeyEntry("console", identity.key(), IN_MEMORY, identity.chain().toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, IN_MEMORY);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /**
     * Opens the port that another connector has just closed: the kernel has it until that one's thread has left its
     * {@code accept}, which may be a moment later.
     */
    private static final class Successor extends ServerConnector {

        private static final int TRIES = 100;
        private static final long PAUSE_MS = 20;

        Successor(Server server, ConnectionFactory... protocols) {
            super(server, protocols);
        }

        @Override
        protected ServerSocketChannel openAcceptChannel() throws IOException {
            for (int tries = 1; ; tries++) {
                try {
                    return super.openAcceptChannel();
                } catch (IOException e) {
                    if (tries == TRIES) {
                        throw e;
                    }
                }
                try {
                    Thread.sleep(PAUSE_MS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while the port was being opened");
                }
            }
        }
    }
}
