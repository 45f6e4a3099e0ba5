package io.culvert.transport.undertow;

import io.culvert.api.tls.TestAuthority.Issued;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A client of the JDK that shows its certificate whatever the server asks for, and resumes its sessions. */
final class TlsClient {

    private final SSLContext context = SSLContext.getInstance("TLS");

    TlsClient(X509Certificate server, @Nullable Issued own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", server);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        context.init(
                own == null ? null : new KeyManager[] {new Stubborn(own.privateKey(), own.certificates())},
                trust.getTrustManagers(),
                null);
    }

    SSLSocket connect(int port, String protocol) throws Exception {
        return connect("127.0.0.1", port, protocol);
    }

    /** Connects from one of this machine's addresses. */
    SSLSocket connect(String from, int port, String protocol) throws Exception {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("localhost", port, InetAddress.getByName(from), 0);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout((int) (Gateway.PATIENCE_SECONDS * 1000));
        return socket;
    }

    private static final class Stubborn extends X509ExtendedKeyManager {

        private static final String ALIAS = "own";
        private final PrivateKey key;
        private final X509Certificate[] chain;

        Stubborn(PrivateKey key, List<X509Certificate> chain) {
            this.key = key;
            this.chain = chain.toArray(X509Certificate[]::new);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
