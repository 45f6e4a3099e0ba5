package io.culvert.authenticator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A service on a real port, with TLS unless it is made without. */
final class TestService implements AutoCloseable {

    static {
        // Otherwise the JDK's server waits 40 ms before the body of each answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What came. */
    record Question(String method, String uri, Map<String, List<String>> headers, String body) {

        /** A header's only value. */
        String header(String name) {
            return headers.getOrDefault(name, List.of("none")).get(0);
        }
    }

    /** What goes back. */
    record Reply(int status, String body) {
        static Reply ok(String body) {
            return new Reply(200, body);
        }
    }

    final ConcurrentLinkedDeque<Question> questions = new ConcurrentLinkedDeque<>();
    final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    volatile Function<Question, Reply> answer;

    private TestService(HttpServer server, String scheme, Function<Question, Reply> answer) {
        this.server = server;
        this.scheme = scheme;
        this.answer = answer;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static TestService answering(String body) {
        return of(TestCertificate.SERVICE, null, question -> Reply.ok(body));
    }

    static TestService answering(int status, String body) {
        return of(TestCertificate.SERVICE, null, question -> new Reply(status, body));
    }

    static TestService of(
            TestCertificate certificate, @Nullable TestCertificate client, Function<Question, Reply> answer) {
        try {
            HttpsServer server = HttpsServer.create(loopback(), 0);
            SSLContext context = certificate.server(client);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters tls = context.getDefaultSSLParameters();
                    tls.setNeedClientAuth(client != null);
                    parameters.setSSLParameters(tls);
                }
            });
            return new TestService(server, "https", answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestService withoutTls(String body) {
        try {
            return new TestService(HttpServer.create(loopback(), 0), "http", question -> Reply.ok(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            clientPorts.add(exchange.getRemoteAddress().getPort());
            Question question = new Question(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            questions.add(question);
            Reply reply = answer.apply(question);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return scheme + "://localhost:" + port() + "/check";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
