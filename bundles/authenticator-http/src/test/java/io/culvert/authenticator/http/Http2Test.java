package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static io.culvert.authenticator.http.Peers.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class Http2Test {

    private static final String YES = "{\"valid\":true,\"subject\":\"alice\"}";

    private final Set<String> protocols = ConcurrentHashMap.newKeySet();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private volatile HttpHandler answer =
            exchange -> exchange.getResponseSender().send(YES);
    private final Undertow server = Undertow.builder()
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .addHttpsListener(0, "localhost", TestCertificate.SERVICE.server(null))
            .setHandler(exchange -> {
                protocols.add(exchange.getProtocol().toString());
                connections.add(exchange.getSourceAddress());
                answer.handleRequest(exchange);
            })
            .build();

    private Keys keys() {
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return Keys.of("https://localhost:" + address.getPort() + "/check").with("http.version", "2");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource({"2, HTTP/2.0", "1.1, HTTP/1.1"})
    void speaksTheHighestVersionThatIsAllowed(String version, String protocol) {
        HttpAuthenticator authenticator = keys().with("http.version", version).start();
        assertThat(ask(authenticator, "s3cret")).isEqualTo(new Accepted("alice"));
        assertThat(protocols).containsExactly(protocol);
    }

    @Test
    void manyQuestionsShareAConnection() throws Exception {
        HttpAuthenticator authenticator = keys().start();
        assertThat(ask(authenticator, "the first")).isEqualTo(new Accepted("alice"));
        for (int round = 0; round < 10; round++) {
            List<CompletableFuture<AuthResult>> open = IntStream.range(0, 32)
                    .mapToObj(
                            i -> authenticator.authenticate(Peers.with("t" + i)).toCompletableFuture())
                    .toList();
            for (CompletableFuture<AuthResult> each : open) {
                assertThat(each.get(Peers.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Accepted("alice"));
            }
        }
        assertThat(connections).hasSize(1);
    }

    @Test
    void limitsHoldForEachQuestion() {
        Keys keys = keys().with("timeout", 1);
        HttpAuthenticator authenticator = keys.start();
        answer = exchange -> exchange.getResponseSender().send(" ".repeat(10 << 20));
        assertThat(failure(keys.with("timeout", 30).start(), "s3cret")).endsWith("is longer than 65536 bytes");
        answer = exchange -> exchange.dispatch(() -> protocols.add("never answered"));
        assertThat(failure(authenticator, "s3cret")).endsWith("has not answered within 1 s");
        answer = exchange -> {
            exchange.setResponseContentLength(1000);
            exchange.getResponseChannel().flush();
            exchange.dispatch(() -> protocols.add("never ended"));
        };
        assertThat(failure(authenticator, "s3cret")).endsWith("has not answered within 1 s");
    }

    @Test
    void aClientThatNobodyNeedsEndsWithItsConnection() {
        HttpAuthenticator authenticator = keys().start();
        assertThat(ask(authenticator, "s3cret")).isEqualTo(new Accepted("alice"));
        authenticator.deactivated();
        server.stop(); // Java 17 itself closes no HTTP/2 connection
        ResourcesTest.awaitThreads(0);
    }
}
