package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpResourceTest {

    private static final int MAX = 64 * 1024;

    /** Says which path it has and what it was asked, and remembers it. */
    private static final class Echo implements HttpResource {

        private final String name;
        private final BlockingQueue<HttpRequest> requests = new LinkedBlockingQueue<>();

        Echo(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<HttpReply> handle(HttpRequest request) {
            requests.add(request);
            return CompletableFuture.completedFuture(HttpReply.text(
                            200, name + ": " + request.method() + " " + request.path() + " " + request.body().length)
                    .with("X-Thread", Thread.currentThread().getName()));
        }
    }

    private final Echo echo = new Echo("echo");
    private Gateway gateway;
    private int port;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("handshake_timeout", 3));
        port = gateway.listenPlain();
        put(echo, "/echo", "/below/");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void put(HttpResource resource, String... paths) {
        gateway.transport.resources().put(resource, Map.of(HttpResource.PATH, paths));
    }

    private RawPeer connect() throws IOException {
        return new RawPeer(new Socket("127.0.0.1", port));
    }

    /** Sends a request as it is, and reads an answer. */
    private String exchange(String request) throws IOException {
        try (RawPeer peer = connect()) {
            return peer.exchange(request);
        }
    }

    private String get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }

    // ---- which resource answers

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /echo                      | echo: GET /echo 0
            /echo?a=%20b&c             | echo: GET /echo 0
            http://host.example/echo   | echo: GET /echo 0
            /below/                    | echo: GET /below/ 0
            /below/a%2Fb//c=+          | echo: GET /below/a%2Fb//c=+ 0
            /below/a;b=c/d             | echo: GET /below/a;b=c/d 0
            /below/../../etc/passwd    | echo: GET /below/../../etc/passwd 0
            /below/%2e%2e/%00          | echo: GET /below/%2e%2e/%00 0
            /below/deep/er             | deep: GET /below/deep/er 0
            /below/deep                | echo: GET /below/deep 0
            """)
    void theLongestPathThatFitsAnswers(String target, String answer) throws Exception {
        put(new Echo("deep"), "/below/deep/");
        assertThat(get(target)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/", "/echoes", "/Echo", "/below", "/", "/x/../echo", "/%65cho"})
    void whatFitsNoPathIsNotFound(String target) throws Exception {
        assertThat(get(target)).startsWith("HTTP/1.1 404 ").contains("Peers connect by WebSocket to /websocket.");
        assertThat(echo.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/websocket, 426",
        "/websocket/node1, 426",
        "/websocket/other, 421",
        "/websocket/a/b, 404",
        "/healthz, 200"
    })
    void theGatewaysOwnPathsComeFirst(String path, int status) throws Exception {
        put(echo, "/", "/websocket", "/websocket/", "/websocket/a/b", "/healthz");
        assertThat(get(path)).startsWith("HTTP/1.1 " + status + " ");
        assertThat(echo.requests).isEmpty();
        assertThat(get("/anything")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPathMayBeATextAnArrayOrAList() throws Exception {
        gateway.transport.resources().put(new Echo("text"), Map.of(HttpResource.PATH, "/text"));
        gateway.transport.resources().put(new Echo("list"), Map.of(HttpResource.PATH, List.of("/list", "/list2")));
        assertThat(get("/text")).endsWith("text: GET /text 0");
        assertThat(get("/list2")).endsWith("list: GET /list2 0");
    }

    @Test
    void aResourceWithoutAUsablePathAnswersNothingAndHarmsNobody() throws Exception {
        gateway.transport.resources().put(new Echo("none"), Map.of());
        gateway.transport.resources().put(new Echo("bad"), Map.of(HttpResource.PATH, List.of("/good", "echo")));
        gateway.transport.resources().put(new Echo("number"), Map.of(HttpResource.PATH, 7));
        assertThat(get("/good")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/echo")).endsWith("echo: GET /echo 0");
    }

    @Test
    void ofTwoWithTheSamePathTheFirstAnswersUntilItGoes() throws Exception {
        put(new Echo("second"), "/echo");
        assertThat(get("/echo")).endsWith("echo: GET /echo 0");
        gateway.transport.resources().remove(echo);
        assertThat(get("/echo")).endsWith("second: GET /echo 0");
    }

    @Test
    void aChangedPathReplacesTheOldOne() throws Exception {
        put(echo, "/moved");
        assertThat(get("/echo")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/moved")).startsWith("HTTP/1.1 200 ");
    }

    // ---- what it gets

    @Test
    void aRequestIsToldWhole() throws Exception {
        byte[] body = new byte[MAX];
        Arrays.fill(body, (byte) 0xC3);
        try (RawPeer peer = connect()) {
            peer.out.write(("post /echo?q=1 HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: " + MAX
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            peer.out.write(body);
            assertThat(peer.readAnswer()).endsWith("echo: POST /echo " + MAX);
            HttpRequest request = Gateway.take(echo.requests);
            assertThat(request.query()).isEqualTo("q=1");
            assertThat(request.header("X-One")).isEqualTo("1");
            assertThat(request.headers()).containsEntry("x-one", List.of("1", "2"));
            assertThat(request.body()).isEqualTo(body);
            ConnectionInfo connection = request.connection();
            assertThat(connection.listener()).isEqualTo("plain");
            assertThat(connection.id()).matches("c\\d+");
            assertThat(connection.encrypted()).isFalse();
            assertThat(connection.certificates()).isEmpty();
            assertThat(connection.remote()).isEqualTo(new InetSocketAddress("127.0.0.1", peer.socket.getLocalPort()));
        }
    }

    @Test
    void itIsAskedOnAThreadThatDoesNotCarryTunnels() throws Exception {
        assertThat(get("/echo")).contains("X-Thread: culvert task-");
    }

    @Test
    void chunksAreJoined() throws Exception {
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n"))
                .endsWith("echo: POST /echo 13");
        assertThat(new String(Gateway.take(echo.requests).body(), StandardCharsets.US_ASCII))
                .isEqualTo("abc0123456789");
    }

    @Test
    void aBodyMayComeByteByByteAndThePeerMayHaveNothingMoreToSay() throws Exception {
        try (RawPeer peer = connect()) {
            for (byte one : (post("/echo", 5) + "slow!").getBytes(StandardCharsets.US_ASCII)) {
                peer.out.write(one);
            }
            peer.socket.shutdownOutput();
            assertThat(peer.readAnswer()).endsWith("echo: POST /echo 5");
        }
    }

    @Test
    void manyRequestsMayUseOneConnectionAndComeAllAtOnce() throws Exception {
        try (RawPeer peer = connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append(post("/below/" + i, 3)).append("abc");
                all.append("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            peer.out.write(all.toString().getBytes(StandardCharsets.US_ASCII));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                assertThat(peer.readAnswer()).endsWith("echo: POST /below/" + i + " 3");
                assertThat(peer.readAnswer()).contains("\"status\":\"ok\"");
                ids.add(Gateway.take(echo.requests).connection().id());
            }
            assertThat(ids.stream().distinct()).hasSize(1);
            assertThat(RawPeer.connect(peer.socket)).isNotNull(); // and then become a peer
            assertThat(gateway.accepted().connection.info().id()).isNotEqualTo(ids.get(0));
        }
    }

    @Test
    void headIsAnsweredAsGetWithoutTheBody() throws Exception {
        try (RawPeer peer = connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(peer.head("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .contains("Content-Length: 17\r\n");
            }
            assertThat(Gateway.take(echo.requests).method()).isEqualTo("GET");
            assertThat(peer.exchange("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("echo: GET /echo 0");
        }
    }

    // ---- what it says

    @Test
    void anAnswerKeepsItsHeadersButThoseThatSayWhereItEnds() throws Exception {
        put(
                request -> CompletableFuture.completedFuture(new HttpReply(
                        418,
                        Map.of(
                                "Content-Type", "a/b",
                                "content-length", "99999",
                                "Transfer-Encoding", "chunked",
                                "Connection", "close",
                                "X-Split", "a\r\nX-Injected: b"),
                        new byte[70_000])),
                "/tea");
        try (RawPeer peer = connect()) {
            for (int i = 0; i < 2; i++) {
                String answer = peer.exchange("GET /tea HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(answer)
                        .startsWith("HTTP/1.1 418 ")
                        .contains("Content-Type: a/b\r\n", "Content-Length: 70000\r\n", "Connection: keep-alive\r\n")
                        .doesNotContain("99999", "chunked", "\r\nX-Injected")
                        .endsWith("\0".repeat(70_000));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerThatHasNoContentHasNone(int status) throws Exception {
        put(
                request -> CompletableFuture.completedFuture(
                        HttpReply.text(status, "no").with("ETag", "\"1\"")),
                "/none");
        try (RawPeer peer = connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(peer.head("GET /none HTTP/1.1\r\nHost: x\r\n\r\n"))
                        .startsWith("HTTP/1.1 " + status + " ")
                        .contains("ETag: \"1\"");
            }
            assertThat(peer.exchange("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("echo: GET /echo 0");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a plugin could do
    void whatAResourceDoesWrongIsAnErrorOfTheGatewayAndTheConnectionGoesOn() throws Exception {
        put(
                request -> {
                    throw new IllegalStateException("secret");
                },
                "/throws");
        put(request -> CompletableFuture.failedFuture(new IOException("secret")), "/fails");
        put(request -> null, "/null");
        put(request -> CompletableFuture.completedFuture(null), "/nothing");
        put(request -> CompletableFuture.completedFuture(HttpReply.text(101, "secret")), "/101");
        put(request -> CompletableFuture.completedFuture(HttpReply.text(99999, "secret")), "/99999");
        put(request -> CompletableFuture.completedFuture(HttpReply.of(200, "a", null)), "/nobody");
        put(
                request -> CompletableFuture.completedFuture(
                        HttpReply.text(200, "secret").with("a\nb", "c")),
                "/header");
        put(
                request -> {
                    throw new NoClassDefFoundError("secret");
                },
                "/gone");
        try (RawPeer peer = connect()) {
            for (String path : List.of(
                    "/throws", "/fails", "/null", "/nothing", "/101", "/99999", "/nobody", "/header", "/gone")) {
                assertThat(peer.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                        .as(path)
                        .startsWith("HTTP/1.1 500 ")
                        .endsWith("The gateway could not answer this request.\n")
                        .doesNotContain("secret");
            }
            assertThat(peer.exchange("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("echo: GET /echo 0");
        }
    }

    @Test
    void anAnswerMayComeLaterFromAnyThread() throws Exception {
        CompletableFuture<HttpReply> later = new CompletableFuture<>();
        BlockingQueue<HttpRequest> asked = new LinkedBlockingQueue<>();
        put(
                request -> {
                    asked.add(request);
                    return later;
                },
                "/later");
        try (RawPeer peer = connect()) {
            peer.out.write("GET /later HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Gateway.take(asked);
            later.complete(HttpReply.text(200, "at last"));
            assertThat(peer.readAnswer()).endsWith("at last");
        }
    }

    @Test
    void anAnswerThatNeverComesIsCutOffAndOneThatIsTooLateIsNoHarm() throws Exception {
        CompletableFuture<HttpReply> never = new CompletableFuture<>();
        put(request -> never, "/never");
        try (RawPeer peer = connect()) {
            peer.out.write((post("/never", 3) + "abc").getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.atEnd()).isTrue();
        }
        never.complete(HttpReply.text(200, "too late"));
        assertThat(get("/echo")).endsWith("echo: GET /echo 0");
    }

    @Test
    void aResourceMayBeReplacedWhileItIsInUse() throws Exception {
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        BlockingQueue<HttpRequest> asked = new LinkedBlockingQueue<>();
        HttpResource old = request -> {
            asked.add(request);
            return reply;
        };
        put(old, "/it");
        try (RawPeer early = connect();
                RawPeer between = connect()) {
            early.out.write("GET /it HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Gateway.take(asked);
            assertThat(between.head(post("/it", 3).replace("Host", "Expect: 100-continue\r\nHost")))
                    .startsWith("HTTP/1.1 100 "); // its body comes later
            gateway.transport.resources().remove(old);
            put(new Echo("fresh"), "/it");
            between.out.write("abc".getBytes(StandardCharsets.US_ASCII));
            assertThat(between.readAnswer()).endsWith("fresh: POST /it 3");
            reply.complete(HttpReply.text(200, "old"));
            assertThat(early.readAnswer()).endsWith("old");
        }
    }
}
