package io.culvert.ca.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;

/** All resources of this bundle behind the JDK's HTTP server: by TLS with a certificate of the authority, and in plain. */
final class DoorServer implements AutoCloseable {

    private static final char[] IN_MEMORY = {};

    private final EstResource est = new EstResource();
    private final PublicationResource publications = new PublicationResource();
    private final OcspResource ocsp = new OcspResource();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer tls;
    private final HttpServer plain;

    DoorServer(SigningAuthority authority) throws Exception {
        est.authority = authority;
        publications.authority = authority;
        ocsp.authority = authority;
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        plain = HttpServer.create(any, 0);
        plain.createContext("/", this::answer);
        plain.setExecutor(threads);
        plain.start();
        authority.base = plainUrl();
        tls = HttpsServer.create(any, 0);
        tls.setHttpsConfigurator(new OptionalClientCertificate(context(authority)));
        tls.createContext("/", this::answer);
        tls.setExecutor(threads);
        tls.start();
    }

    /** Without a slash at its end. */
    String url() {
        return "https://127.0.0.1:" + tls.getAddress().getPort();
    }

    String plainUrl() {
        return "http://127.0.0.1:" + plain.getAddress().getPort();
    }

    @Override
    public void close() {
        tls.stop(0);
        plain.stop(0);
        threads.shutdownNow();
    }

    private static SSLContext context(SigningAuthority authority) throws Exception {
        KeyPair keys =
                Generation.keys(authority.trust().roots().get(0).getPublicKey().getAlgorithm());
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", keys.getPrivate(), IN_MEMORY, new Certificate[] {authority.server(keys)});
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(own, IN_MEMORY);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (X509Certificate root : authority.trust().roots()) {
            trusted.setCertificateEntry("root" + trusted.size(), root);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static final class OptionalClientCertificate extends HttpsConfigurator {
        OptionalClientCertificate(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters all = getSSLContext().getDefaultSSLParameters();
            all.setWantClientAuth(true);
            parameters.setSSLParameters(all);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest request = request(exchange);
            HttpReply reply = resource(request.path())
                    .handle(request)
                    .toCompletableFuture()
                    .join();
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            boolean empty = reply.body().length == 0 || request.method().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), empty ? -1 : reply.body().length);
            if (!empty) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    private HttpResource resource(String path) {
        if (path.startsWith(EstResource.PATH)) {
            return est;
        }
        return path.equals(OcspResource.PATH) || path.startsWith(OcspResource.PATH + "/") ? ocsp : publications;
    }

    private static HttpRequest request(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return new HttpRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                "",
                headers,
                exchange.getRequestBody().readAllBytes(),
                new ConnectionInfo(
                        "c1",
                        ConnectionInfo.Kind.WEBSOCKET,
                        exchange instanceof HttpsExchange,
                        "main",
                        exchange.getRemoteAddress(),
                        Instant.now(),
                        peer(exchange)));
    }

    private static List<X509Certificate> peer(HttpExchange exchange) {
        if (!(exchange instanceof HttpsExchange https)) {
            return List.of();
        }
        try {
            return Arrays.stream(https.getSSLSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }
}
