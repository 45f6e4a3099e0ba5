package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers may do wrong, or slowly, when they ask a resource. */
@Timeout(60)
class HttpBadRequestTest {

    private static final int MAX = 64 * 1024;
    private static final String EXPECT = "Expect: 100-continue\r\n";

    private final BlockingQueue<HttpRequest> requests = new LinkedBlockingQueue<>();
    private final HttpResource counting = request -> {
        requests.add(request);
        return CompletableFuture.completedFuture(HttpReply.text(200, "got " + request.body().length));
    };

    private Gateway gateway;
    private int port;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("handshake_timeout", 3));
        port = gateway.listenPlain();
        gateway.transport.resources().put(counting, Map.of(HttpResource.PATH, "/count"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RawPeer connect() throws IOException {
        return new RawPeer(new Socket("127.0.0.1", port));
    }

    private static String post(String headers) {
        return "POST /count HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    }

    private static String length(long length) {
        return "Content-Length: " + length + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(longs = {MAX + 1, 1L << 31, 1L << 60})
    void aBodyThatIsTooLongIsRefusedBeforeItComes(long length) throws Exception {
        try (RawPeer peer = connect()) {
            assertThat(peer.exchange(post(length(length))))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("Connection: close")
                    .endsWith("The request's body may have at most 65536 bytes.\n");
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void aBodyThatIsTooLongIsNotReadAndTheAnswerGetsThrough() throws Exception {
        byte[] junk = new byte[1 << 20];
        try (RawPeer peer = connect()) {
            peer.out.write(post(length(1L << 40)).getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<Integer> sent = CompletableFuture.supplyAsync(() -> {
                int mebibytes = 0;
                try {
                    for (; mebibytes < 1024; mebibytes++) {
                        peer.out.write(junk);
                    }
                } catch (IOException e) {
                    // Cut off at last.
                }
                return mebibytes;
            });
            assertThat(peer.readAnswer()).startsWith("HTTP/1.1 413 ");
            assertThat(peer.atEnd()).isTrue();
            assertThat(sent.join()).isLessThan(64); // as much as the system's buffers take
        }
    }

    @Test
    void chunksThatAreTooLongTogetherAreRefused() throws Exception {
        try (RawPeer peer = connect()) {
            peer.out.write(post("Transfer-Encoding: chunked\r\n").getBytes(StandardCharsets.US_ASCII));
            String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
            for (int i = 0; i < 17; i++) {
                peer.out.write(chunk.getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(peer.readAnswer()).startsWith("HTTP/1.1 413 ");
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1x", "9223372036854775807", "99999999999999999999", "0x10"})
    void aLengthThatIsNoneIsRefused(String length) throws Exception {
        try (RawPeer peer = connect()) {
            peer.out.write((post("Content-Length: " + length + "\r\n") + "abc").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(peer.in.readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain(" 200 ");
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\nabc\r\n", "-1\r\n", "FFFFFFFFFFFFFFFFF\r\nabc", "3\r\nabcdef"})
    void chunksThatAreNoneCloseTheConnection(String chunks) throws Exception {
        try (RawPeer peer = connect()) {
            peer.out.write((post("Transfer-Encoding: chunked\r\n") + chunks).getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(peer.in.readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain(" 200 ");
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "10, 9", "65536, 65535"})
    void aBodyThatNeverEndsIsCutOff(int length, int sent) throws Exception {
        try (RawPeer peer = connect()) {
            peer.out.write((post(length(length)) + "x".repeat(sent)).getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void aPeerThatLeavesBeforeTheEndOfItsBodyGetsNoAnswer() throws Exception {
        try (RawPeer peer = connect()) {
            peer.out.write((post(length(10)) + "abc").getBytes(StandardCharsets.US_ASCII));
            peer.socket.shutdownOutput();
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    /** Nothing after the head of a GET may be taken for another request than the peer meant. */
    @Test
    void aGetMayHaveABody() throws Exception {
        try (RawPeer peer = connect()) {
            String smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
            String answer =
                    peer.exchange("GET /count HTTP/1.1\r\nHost: x\r\n" + length(smuggled.length()) + "\r\n" + smuggled);
            assertThat(answer).endsWith("got " + smuggled.length());
            assertThat(peer.exchange(post(length(0)))).endsWith("got 0");
        }
    }

    @Test
    void aPeerThatWaitsIsToldToGoOn() throws Exception {
        try (RawPeer peer = connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(peer.head(post(EXPECT + length(3)))).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(peer.exchange("abc")).startsWith("HTTP/1.1 200 ").endsWith("got 3");
            }
            assertThat(peer.exchange(post(EXPECT + length(MAX + 1)))).startsWith("HTTP/1.1 413 ");
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void aResourceThatHasLeftMeanwhileIsNotThere() throws Exception {
        try (RawPeer peer = connect()) {
            assertThat(peer.head(post(EXPECT + length(3)))).startsWith("HTTP/1.1 100 ");
            gateway.transport.resources().remove(counting);
            assertThat(peer.exchange("abc")).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
            assertThat(peer.exchange(post(length(0)))).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void bodiesOfManyPeersTakeNoMoreThanTheirShareOfMemory() throws Exception {
        String almost = post(length(MAX)) + "x".repeat(MAX - 1);
        List<RawPeer> slow = new ArrayList<>();
        try (Gateway patient = new Gateway(Map.of("handshake_timeout", 60))) {
            patient.transport.resources().put(counting, Map.of(HttpResource.PATH, "/count"));
            int port = patient.listenPlain();
            for (int i = 0; i < 16 * 1024 * 1024 / MAX + 10; i++) {
                RawPeer peer = new RawPeer(new Socket("127.0.0.1", port));
                peer.out.write(almost.getBytes(StandardCharsets.US_ASCII));
                slow.add(peer);
            }
            Gateway.await(() -> slow.stream().anyMatch(HttpBadRequestTest::answered));
            for (RawPeer peer : slow) {
                if (answered(peer)) {
                    assertThat(peer.readAnswer())
                            .startsWith("HTTP/1.1 503 ")
                            .contains("Retry-After: 1", "Connection: close");
                }
                peer.close();
            }
            Gateway.await(
                    () -> { // their room is free again
                        try (RawPeer peer = new RawPeer(new Socket("127.0.0.1", port))) {
                            return peer.exchange(almost + "x").endsWith("got " + MAX);
                        } catch (IOException e) {
                            return false; // refused before all of it was sent
                        }
                    });
        }
    }

    private static boolean answered(RawPeer peer) {
        try {
            return peer.in.available() > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsReadForAResourceThatDoesNotExist() throws Exception {
        try (RawPeer peer = connect()) {
            assertThat(peer.exchange("POST /nobody HTTP/1.1\r\nHost: x\r\n" + length(1L << 40) + "\r\n"))
                    .startsWith("HTTP/1.1 404 ");
            assertThatThrownBy(() -> peer.exchange("GET /count HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"65536, 200", "65537, 413", "3000000, 413"})
    void curlGetsItsAnswer(int length, int status, @TempDir Path folder) throws Exception {
        Path body = Files.write(folder.resolve("body"), new byte[length]);
        for (String expect : List.of("Expect: 100-continue", "Expect:")) {
            Process curl = new ProcessBuilder(
                            "curl",
                            "--silent",
                            "--show-error",
                            "--max-time",
                            "20",
                            "--header",
                            expect,
                            "--data-binary",
                            "@" + body,
                            "--write-out",
                            " %{http_code}",
                            "http://127.0.0.1:" + port + "/count")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(curl.waitFor()).as(output).isZero();
            assertThat(output).endsWith(" " + status);
        }
    }
}
