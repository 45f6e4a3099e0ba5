package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.FreePort;
import io.culvert.client.CulvertException.Kind;
import io.culvert.client.TestGateway.Habits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CulvertClientTest {

    @TempDir
    static Path folder = Path.of("");

    private static TestCertificate certificate = new TestCertificate(Path.of(""), anyContext(), false);

    private static javax.net.ssl.SSLContext anyContext() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.of(folder, "dns:localhost");
    }

    private static CulvertClient.Builder client(String url) throws IOException, GeneralSecurityException {
        return CulvertClient.to(URI.create(url))
                .token(() -> TestGateway.TOKEN)
                .nonce("n")
                .trust(Trust.pem(certificate.pem()));
    }

    private record Pair(Tunnel a, Tunnel b) {}

    private static <T> CompletableFuture<T> async(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                },
                "test-peer");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static Pair pair(TestGateway gateway) throws Exception {
        CompletableFuture<Tunnel> first =
                async(() -> client(gateway.url()).name("first").build().connect());
        Tunnel second = client(gateway.url()).name("second").build().connect();
        return new Pair(first.get(20, TimeUnit.SECONDS), second);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Kind kindOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(call);
        assertThat(thrown).isInstanceOf(CulvertException.class);
        return ((CulvertException) thrown).kind();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tcp", "tls"})
    void whatOneEndSendsTheOtherReceivesAndEachEndsByItself(String scheme) throws Exception {
        try (TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD)) {
            Pair pair = pair(gateway);
            assertThat(pair.a().partner().name()).isEqualTo("second");
            assertThat(pair.b().partner().name()).isEqualTo("first");

            pair.a().out().write(text("question"));
            pair.a().out().close();
            assertThat(pair.b().in().readAllBytes()).isEqualTo(text("question"));
            // The other direction lives on after the first has ended at both its ends.
            pair.b().out().write(text("long answer"));
            pair.b().out().write(text(", later"));
            pair.b().out().close();
            assertThat(pair.a().in().readAllBytes()).isEqualTo(text("long answer, later"));

            pair.a().awaitEnd();
            pair.b().awaitEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ws,0,false,false",
        "ws,1,false,true",
        "ws,7,true,false",
        "wss,1000,true,true",
        "wss,0,true,false",
        "ws,125,true,false",
        "ws,126,true,true",
        "ws,0,false,true"
    })
    void everyByteArrivesInOrderHoweverTheGatewayFramesIt(String scheme, int fragment, boolean pings, boolean text)
            throws Exception {
        Habits habits = new Habits(fragment, pings, text, 101, Duration.ofSeconds(30));
        try (TestGateway gateway = new TestGateway(scheme, certificate, habits)) {
            Pair pair = pair(gateway);
            int size = fragment == 1 ? 100_000 : 3_000_000;
            CompletableFuture<byte[]> there = async(() -> digest(pair.b().in()));
            CompletableFuture<byte[]> back = async(() -> digest(pair.a().in()));
            CompletableFuture<byte[]> sentBack = async(() -> send(pair.b(), size, 2));
            byte[] sent = send(pair.a(), size, 1);

            assertThat(there.get(50, TimeUnit.SECONDS)).isEqualTo(sent);
            assertThat(back.get(50, TimeUnit.SECONDS)).isEqualTo(sentBack.get(1, TimeUnit.SECONDS));
            pair.a().awaitEnd();
            pair.b().awaitEnd();
        }
    }

    private static byte[] send(Tunnel tunnel, int size, long seed) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(seed);
        for (int left = size; left > 0; ) {
            byte[] chunk = new byte[Math.min(left, 1 + random.nextInt(200_000))];
            random.nextBytes(chunk);
            digest.update(chunk);
            tunnel.out().write(chunk);
            left -= chunk.length;
        }
        tunnel.out().close();
        return digest.digest();
    }

    private static byte[] digest(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] chunk = new byte[50_000];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            digest.update(chunk, 0, n);
        }
        return digest.digest();
    }

    @Test
    void aWriterIsStoppedByAReaderThatDoesNotRead() throws Exception {
        try (TestGateway gateway = new TestGateway("ws", certificate, Habits.GOOD)) {
            Pair pair = pair(gateway);
            int size = 64 * 1024 * 1024;
            CompletableFuture<byte[]> sent = async(() -> send(pair.a(), size, 3));
            // More than this fits into the buffers of four sockets on no usual machine.
            until(() -> gateway.relayed.get() > 100_000);
            assertThat(sent).isNotDone();
            assertThat(digest(pair.b().in())).isEqualTo(sent.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPeerThatReadsNothingStillSendsAndShowsThatItLives() throws Exception {
        try (TestGateway gateway = new TestGateway("ws", certificate, Habits.GOOD)) {
            CompletableFuture<Tunnel> first = async(() -> client(gateway.url())
                    .heartbeat(Duration.ofMillis(20))
                    .build()
                    .connect());
            until(() -> gateway.waiting.get() == 1);
            TestPeer peer = gateway.peers.get(0);
            Tunnel second = client(gateway.url()).build().connect();
            Tunnel stalled = first.get(5, TimeUnit.SECONDS);
            CompletableFuture<byte[]> sending = async(() -> send(second, 64 * 1024 * 1024, 4));
            int before = peer.pongs.get();
            until(() -> peer.pongs.get() > before + 3);
            stalled.out().write(text("still here"));
            assertThat(second.in().readNBytes(10)).isEqualTo(text("still here"));
            assertThat(sending).isNotDone();
            stalled.close();
        }
    }

    @Test
    void aSilentGatewayIsTakenForLost() throws Exception {
        try (TestGateway gateway = new TestGateway("ws", certificate, Habits.GOOD)) {
            CulvertClient client =
                    client(gateway.url()).silence(Duration.ofMillis(300)).build();
            assertThat(kindOf(client::connect)).isEqualTo(Kind.GATEWAY_AWAY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tcp", "tls"})
    void aWrongTokenIsRefusedForGood(String scheme) throws Exception {
        try (TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD)) {
            CulvertClient client = client(gateway.url()).token(() -> "sesame").build();
            assertThat(kindOf(client::connect)).isEqualTo(Kind.REFUSED);
            assertThat(Kind.REFUSED.temporary()).isFalse();
            assertThatThrownBy(client::connect).hasMessageNotContaining("sesame");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tcp", "tls"})
    void nobodyComes(String scheme) throws Exception {
        Habits impatient = Habits.GOOD.alone(Duration.ofMillis(50));
        try (TestGateway gateway = new TestGateway(scheme, certificate, impatient)) {
            CulvertClient client = client(gateway.url()).build();
            assertThat(kindOf(client::connect)).isEqualTo(Kind.NO_PARTNER);
        }
    }

    @Test
    void twoEndsOfOneUuidAreTold() throws Exception {
        try (TestGateway gateway = new TestGateway("ws", certificate, Habits.GOOD)) {
            CompletableFuture<Tunnel> first =
                    async(() -> client(gateway.url()).uuid("u").build().connect());
            CulvertClient second = client(gateway.url()).uuid("u").build();
            assertThat(kindOf(second::connect)).isEqualTo(Kind.TUNNEL_EXISTS);
            assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void anUntrustedCertificateIsNamedByItsFingerprint() throws Exception {
        TestCertificate other = TestCertificate.of(folder, "dns:localhost");
        try (TestGateway gateway = new TestGateway("wss", other, Habits.GOOD)) {
            CulvertClient client = client(gateway.url()).build();
            assertThat(kindOf(client::connect)).isEqualTo(Kind.UNTRUSTED);
            assertThatThrownBy(client::connect)
                    .hasMessageContaining("CN=test gateway")
                    .hasMessageMatching(".*SHA-256 fingerprint ([0-9A-F]{2}:){31}[0-9A-F]{2}.*");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsNotTrustedUnlessNothingIsChecked() throws Exception {
        TestCertificate elsewhere = TestCertificate.of(folder, "dns:elsewhere.example");
        Habits impatient = Habits.GOOD.alone(Duration.ofMillis(50));
        try (TestGateway gateway = new TestGateway("tls", elsewhere, impatient)) {
            CulvertClient careful =
                    client(gateway.url()).trust(Trust.pem(elsewhere.pem())).build();
            assertThat(kindOf(careful::connect)).isEqualTo(Kind.UNTRUSTED);
            CulvertClient careless =
                    client(gateway.url()).trust(Trust.everyone()).build();
            assertThat(kindOf(careless::connect)).isEqualTo(Kind.NO_PARTNER);
        }
    }

    @Test
    void tlsToAPlainPortIsExplained() throws Exception {
        try (TestGateway gateway = new TestGateway("tcp", certificate, Habits.GOOD)) {
            CulvertClient client = client("wss://localhost:" + gateway.port())
                    .timeout(Duration.ofMillis(300))
                    .build();
            assertThat(kindOf(client::connect)).isIn(Kind.UNTRUSTED, Kind.GATEWAY_AWAY);
        }
    }

    @Test
    void aGatewayThatIsAwayMayBeTriedAgain() throws Exception {
        int port = FreePort.next();
        CulvertClient client = client("wss://localhost:" + port).build();
        assertThat(kindOf(client::connect)).isEqualTo(Kind.GATEWAY_AWAY);
        assertThat(Kind.GATEWAY_AWAY.temporary()).isTrue();
        CulvertClient nowhere = client("wss://no-such-host.invalid").build();
        assertThatThrownBy(nowhere::connect).hasMessageContaining("no-such-host.invalid");
    }

    @ParameterizedTest
    @CsvSource({"503,GATEWAY_AWAY", "404,PROTOCOL", "421,PROTOCOL", "403,REFUSED", "302,PROTOCOL"})
    void otherHttpAnswersAreExplained(int status, Kind kind) throws Exception {
        Habits habits = new Habits(0, false, false, status, Duration.ofSeconds(1));
        try (TestGateway gateway = new TestGateway("ws", certificate, habits)) {
            CulvertClient client = client(gateway.url()).build();
            assertThat(kindOf(client::connect)).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1012,Stop server,GATEWAY_AWAY",
        "1001,Tunnel client disconnected,PARTNER_LOST",
        "1008,Idle for too long,CLOSED",
        "1000,Closed by the operator,CLOSED"
    })
    void aTunnelThatTheGatewayEndsIsNotTakenForFinished(int code, String text, Kind kind) throws Exception {
        try (TestGateway gateway = new TestGateway("ws", certificate, Habits.GOOD)) {
            Pair pair = pair(gateway);
            gateway.closeAll(code, text);
            assertThat(kindOf(() -> pair.a().in().read())).isEqualTo(kind);
            assertThat(kindOf(() -> pair.b().in().read())).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tls"})
    void aCutConnectionIsNotTakenForAnEnd(String scheme) throws Exception {
        try (TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD)) {
            Pair pair = pair(gateway);
            for (TestPeer peer : gateway.peers) {
                // An SSLSocket would say goodbye.
                peer.cut();
            }
            assertThat(kindOf(() -> pair.a().in().read())).isIn(Kind.GATEWAY_AWAY, Kind.PARTNER_LOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tcp", "tls"})
    void anEndThatLeavesEarlyIsLostForThePartner(String scheme) throws Exception {
        try (TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD)) {
            Pair pair = pair(gateway);
            pair.a().out().write(text("half of it"));
            assertThat(pair.b().in().readNBytes(10)).isEqualTo(text("half of it"));
            pair.a().close();
            if (scheme.startsWith("ws")) {
                assertThat(kindOf(() -> pair.b().in().read())).isEqualTo(Kind.PARTNER_LOST);
            } else {
                assertThatThrownBy(() -> pair.b().in().read()).isInstanceOf(CulvertException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "tls"})
    void closingTheClientEndsAConnectInProgress(String scheme) throws Exception {
        try (TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD)) {
            CulvertClient client = client(gateway.url()).build();
            CompletableFuture<Tunnel> connecting = async(client::connect);
            until(() -> gateway.waiting.get() == 1);
            client.close();
            assertThatThrownBy(connecting::join).hasCauseInstanceOf(CulvertException.class);
        }
    }

    @Test
    void onlyTheMachineItselfIsSpokenToWithoutTls() throws Exception {
        CulvertClient client =
                client("ws://192.0.2.1:8443").timeout(Duration.ofMillis(100)).build();
        assertThatThrownBy(client::connect).hasMessageContaining("wss://");
        CulvertClient careless = client("ws://192.0.2.1:8443")
                .timeout(Duration.ofMillis(100))
                .plaintextAllowed()
                .build();
        assertThat(kindOf(careless::connect)).isEqualTo(Kind.GATEWAY_AWAY);
    }
}
