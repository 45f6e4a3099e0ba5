package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.client.CulvertException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses a tunnel that is secured end to end. */
@Timeout(90)
class EndToEndTest extends TwoEnds {

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tcp", "tls"})
    void theGatewaySeesNothingAndEachDirectionEndsByItself(String scheme) throws Exception {
        use(scheme);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        gateway.wiretap = data -> {
            synchronized (seen) {
                seen.writeBytes(data);
            }
        };
        Pair pair = meet();
        assertThat(pair.a().partner()).isEqualTo(new Partner("bob", BOB));
        assertThat(pair.b().partner()).isEqualTo(new Partner("alice", ALICE));
        assertThat(pair.a().certificate())
                .contains(Identity.load(folder.resolve("bob")).certificate());

        pair.a().out().write(text("a question that nobody else may read"));
        pair.a().out().close();
        assertThat(pair.b().in().readAllBytes()).isEqualTo(text("a question that nobody else may read"));
        pair.b().out().write(text("a secret answer"));
        pair.b().out().write(text(", later"));
        pair.b().out().close();
        assertThat(pair.a().in().readAllBytes()).isEqualTo(text("a secret answer, later"));
        pair.a().awaitEnd();
        pair.b().awaitEnd();
        synchronized (seen) {
            assertThat(seen.size()).isGreaterThan(1000);
            assertThat(seen.toString(StandardCharsets.ISO_8859_1)).doesNotContain("question", "secret", "later");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss", "tls"})
    void allOfALotArrivesBothWaysAtOnce(String scheme) throws Exception {
        use(scheme);
        Pair pair = meet();
        int size = 64 * 1024 * 1024;
        CompletableFuture<byte[]> sentThere = async(() -> send(pair.a(), size, 1));
        CompletableFuture<byte[]> sentBack = async(() -> send(pair.b(), size, 2));
        CompletableFuture<byte[]> back = async(() -> digest(pair.a().in()));
        assertThat(digest(pair.b().in())).isEqualTo(sentThere.get(60, TimeUnit.SECONDS));
        assertThat(back.get(60, TimeUnit.SECONDS)).isEqualTo(sentBack.get(1, TimeUnit.SECONDS));
        pair.a().awaitEnd();
        pair.b().awaitEnd();
    }

    private static byte[] send(Tunnel tunnel, int size, long seed) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(seed);
        byte[] noise = new byte[256 * 1024];
        random.nextBytes(noise);
        for (int left = size; left > 0; ) {
            int length = Math.min(left, 1 + random.nextInt(200_000));
            digest.update(noise, 0, length);
            tunnel.out().write(noise, 0, length);
            left -= length;
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
        Pair pair = meet();
        CompletableFuture<byte[]> sent = async(() -> send(pair.a(), 64 * 1024 * 1024, 3));
        until(() -> gateway.relayed.get() > 100_000);
        assertThat(sent).isNotDone();
        pair.b().out().write(text("still here"));
        assertThat(pair.a().in().readNBytes(10)).isEqualTo(text("still here"));
        assertThat(digest(pair.b().in())).isEqualTo(sent.get(20, TimeUnit.SECONDS));
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "tls"})
    void aCutTunnelIsNotTakenForAnEnd(String scheme) throws Exception {
        use(scheme);
        Pair pair = meet();
        pair.a().out().write(text("half of it"));
        assertThat(pair.b().in().readNBytes(10)).isEqualTo(text("half of it"));
        pair.a().close();
        assertThatThrownBy(() -> pair.b().in().read()).isInstanceOf(CulvertException.class);
    }

    @Test
    void anEndThatSomebodyOnTheWayMadeUpIsNotTakenForOne() throws Exception {
        Pair pair = meet();
        pair.a().out().write(text("half of it"));
        assertThat(pair.b().in().readNBytes(10)).isEqualTo(text("half of it"));
        gateway.closeAll(1000, "Tunnel client disconnected");
        assertThatThrownBy(() -> pair.b().in().read())
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PARTNER_LOST))
                .hasMessageContaining("goodbye of TLS");
    }
}
