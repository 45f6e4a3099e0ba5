package io.culvert.authenticator.http;

import com.sun.net.httpserver.HttpServer;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.authenticator.tck.AuthenticatorTck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.osgi.util.converter.Converters;

class HttpTckTest extends AuthenticatorTck {

    private static final String GOOD = "culvert-good-token";
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);

    @SuppressWarnings("NullAway.Init") // before all tests
    private static HttpServer service;

    /** A service that knows one token. */
    @BeforeAll
    static void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(THREADS);
        service.createContext("/", exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = (asked.contains('"' + GOOD + '"')
                            ? "{\"valid\":true,\"subject\":\"alice\"}"
                            : "{\"valid\":false}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        service.start();
    }

    @AfterAll
    static void stop() {
        service.stop(0);
        THREADS.shutdownNow();
    }

    @Override
    protected Authenticator authenticator() {
        HttpConfig config = Converters.standardConverter()
                .convert(Map.of(
                        "url",
                        "http://127.0.0.1:" + service.getAddress().getPort() + "/",
                        "preset",
                        "plain",
                        "pattern",
                        "culvert-.*",
                        "concurrency",
                        64))
                .to(HttpConfig.class);
        return new HttpAuthenticator(config, Map.of());
    }

    @Override
    protected List<Credentials> accepted() {
        return List.of(credentials(GOOD));
    }

    @Override
    protected List<Credentials> rejected() {
        return List.of(credentials("culvert-no-such-token"));
    }

    @Override
    protected List<Credentials> foreign() {
        return List.of(credentials("a-token-of-another-kind"));
    }
}
