package io.culvert.transport.undertow;

import io.culvert.api.tls.ClientCertificates;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Lets the JDK's TLS check the certificates of peers in the way of {@link ClientCertificates}. */
final class JdkClientTrust extends X509ExtendedTrustManager {

    private final ClientCertificates clients;

    /** By engine, from its handshake until somebody takes it. Not kept in the session: no ticket is made of such. */
    private final Map<SSLEngine, List<X509Certificate>> verified = new ConcurrentHashMap<>();

    JdkClientTrust(ClientCertificates clients) {
        this.clients = clients;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        verified.put(engine, clients.verify(List.of(chain)));
    }

    /** Takes what an engine's handshake has verified; {@code null} when that was nothing. */
    @Nullable List<X509Certificate> take(SSLEngine engine) {
        return verified.remove(engine);
    }

    /** Verifies the certificate of a session that is resumed. */
    List<X509Certificate> verify(Certificate... chain) throws CertificateException {
        return clients.verify(Stream.of(chain).map(X509Certificate.class::cast).toList());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        clients.verify(List.of(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        clients.verify(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServers();
    }

    private static CertificateException noServers() {
        return new CertificateException("this side is the server");
    }

    /** Told to peers, so that one with several certificates can choose. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return clients.authorities().toArray(X509Certificate[]::new);
    }
}
