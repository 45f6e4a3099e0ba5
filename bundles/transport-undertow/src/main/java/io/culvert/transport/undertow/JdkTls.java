package io.culvert.transport.undertow;

import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsEngine;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.api.tls.TlsProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Java's own TLS, for when there is no other. */
final class JdkTls implements TlsProvider {

    static final JdkTls INSTANCE = new JdkTls();

    private static final char[] IN_MEMORY = {};
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private JdkTls() {}

    @Override
    public String name() {
        return "Java";
    }

    @Override
    public TlsContext serverContext(TlsIdentity identity, @Nullable ClientCertificates clients)
            throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS"); // PKCS12 wants each certificate to be signed by the next
        try {
            store.load(null, IN_MEMORY);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        store.setKeyEntry("gateway", identity.key(), IN_MEMORY, identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, IN_MEMORY);
        SSLContext context = SSLContext.getInstance("TLS");
        JdkClientTrust trust = clients == null ? null : new JdkClientTrust(clients);
        context.init(keys.getKeyManagers(), trust == null ? null : new TrustManager[] {trust}, null);
        return new Context(context, trust, clients != null && clients.required());
    }

    private record Context(SSLContext context, @Nullable JdkClientTrust trust, boolean certificateRequired)
            implements TlsContext {

        /** The JDK's engine is 20 to 45 % slower on direct buffers. */
        @Override
        public boolean directBuffers() {
            return false;
        }

        @Override
        public TlsEngine newEngine() throws SSLException {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(PROTOCOLS);
            parameters.setUseCipherSuitesOrder(true);
            if (certificateRequired) {
                parameters.setNeedClientAuth(true);
            } else {
                parameters.setWantClientAuth(trust != null);
            }
            engine.setSSLParameters(parameters);
            return new JdkTlsEngine(engine, trust);
        }

        @Override
        public void close() {
            // All of it is on the heap.
        }
    }
}
