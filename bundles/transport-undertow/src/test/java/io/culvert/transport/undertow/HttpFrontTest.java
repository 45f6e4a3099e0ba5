package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpFrontTest {

    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private Gateway gateway;
    private int port;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("handshake_timeout", 1));
        port = gateway.listenPlain();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private String get(String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return new RawPeer(socket).request(path, headers);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/websocket,         101",
        "/websocket/node1,   101",
        "/websocket/node10,  421",
        "/websocket/,         404",
        "/websocketnode1,    404",
        "/,                  404",
        "/healthz,           200",
        "/websocket/../etc,  404"
    })
    void eachPathHasItsAnswer(String path, int status) throws IOException {
        assertThat(get(path, UPGRADE)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void anotherNodesPathNamesThisNode() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            RawPeer peer = new RawPeer(socket);
            peer.request("/websocket/other", "");
            assertThat(new String(peer.in.readNBytes(20), StandardCharsets.UTF_8))
                    .isEqualTo("This is node node1.\n");
        }
    }

    @Test
    void aPlainRequestIsToldToUpgrade() throws IOException {
        assertThat(get("/websocket", ""))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("Upgrade: websocket")
                .contains("Sec-WebSocket-Version: 13");
        assertThat(get("/websocket", UPGRADE.replace("13", "8"))).startsWith("HTTP/1.1 426 ");
    }

    @Test
    void aBadKeyIsRefused() throws IOException {
        assertThat(get("/websocket", UPGRADE.replace("dGhl", "!!!!"))).startsWith("HTTP/1.1 400 ");
        assertThat(get("/websocket", UPGRADE.replace("dGhl", ""))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void withoutABrokerTheGatewayLivesButTakesNobody() throws IOException {
        gateway.transport.unbindAcceptor(gateway.acceptor);
        assertThat(get("/healthz", "")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/websocket", UPGRADE)).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
    }

    @Test
    void severalRequestsMayUseOneConnection() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            RawPeer peer = new RawPeer(socket);
            for (int i = 0; i < 3; i++) {
                String head = peer.request("/healthz", "");
                int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
                assertThat(new String(peer.in.readNBytes(length), StandardCharsets.UTF_8))
                        .isEqualTo("{\"status\":\"ok\",\"node\":\"node1\"}\n");
            }
        }
    }

    @Test
    void framesSentWithTheUpgradeAreNotLost() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            RawPeer peer = new RawPeer(socket);
            byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
            peer.out.write(
                    ("GET /websocket HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n").getBytes(StandardCharsets.UTF_8));
            peer.out.write(peer.frame(0x81, hello, hello.length));
            assertThat(Gateway.take(gateway.accepted().texts)).isEqualTo("hello");
        }
    }

    @Test
    void aRequestThatNeverEndsIsCutOff() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            RawPeer peer = new RawPeer(socket);
            peer.out.write("GET /websocket HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(StandardCharsets.UTF_8));
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void aRequestWhoseBodyNeverEndsIsCutOff() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            RawPeer peer = new RawPeer(socket);
            peer.out.write("POST /websocket HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nx"
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(peer.in.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsCutOff() throws Exception {
        byte[] request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        socket.getOutputStream().write(request);
                    }
                } catch (IOException e) {
                    // Cut off.
                }
            });
            assertThat(refused).succeedsWithin(Gateway.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void aConnectionThatSaysNothingIsCutOff() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThat(new RawPeer(socket).atEnd()).isTrue();
        }
    }

    @Test
    void aHeadWithoutEndIsRefused() throws IOException {
        assertThat(get("/websocket", "X-Long: " + "x".repeat(20_000) + "\r\n")).startsWith("HTTP/1.1 400 ");
    }
}
