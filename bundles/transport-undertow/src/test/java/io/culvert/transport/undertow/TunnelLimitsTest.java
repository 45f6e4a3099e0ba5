package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test joins with its own limits
class TunnelLimitsTest {

    private static final int CHUNK = 16 * 1024;
    private static final int CHUNKS = 96;

    private Gateway gateway;
    private RawPeer a;
    private RawPeer b;

    private TunnelInfo join(TunnelLimits limits, Map<String, Object> config) throws Exception {
        gateway = new Gateway(config);
        int port = gateway.listenPlain();
        a = RawPeer.connect(port);
        Gateway.Seen first = gateway.accepted();
        b = RawPeer.connect(port);
        TunnelInfo tunnel = gateway.join(first, gateway.accepted(), limits);
        assertThat(a.receive().text()).isEqualTo("first");
        assertThat(b.receive().text()).isEqualTo("second");
        return tunnel;
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
        gateway.close();
    }

    @Test
    void aLimitedTunnelIsNotFasterAndLosesNothing() throws Exception {
        long rate = 512 * 1024;
        join(new TunnelLimits(rate, Duration.ZERO), Map.of("ping_interval", 0));
        long start = System.nanoTime();
        Thread sender = send();
        receive();
        sender.join();
        // The least that 1.5 MiB take, less the second's worth at the beginning and what one read may be too much.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1600));
        // The other way is not slowed down by it.
        b.sendText("back");
        assertThat(a.receive().text()).isEqualTo("back");
    }

    @Test
    void aPeerThatIsHeldBackIsNotTakenForDead() throws Exception {
        join(new TunnelLimits(CHUNK, Duration.ZERO), Map.of("ping_interval", 1));
        for (int i = 0; i < 8; i++) {
            a.send(0x82, new byte[CHUNK]);
        }
        Thread answering = new Thread(this::answerPings);
        answering.start();
        for (int i = 0; i < 8; i++) {
            assertThat(receiveAndAnswerPings(b).payload()).hasSize(CHUNK);
        }
        assertThat(gateway.transport.tunnels()).hasSize(1);
        a.close();
        answering.join();
    }

    /** What it says waits behind its data, which the gateway does not read. */
    private void answerPings() {
        try {
            while (true) {
                receiveAndAnswerPings(a);
            }
        } catch (IOException e) {
            // The end of the test.
        }
    }

    private static RawPeer.Frame receiveAndAnswerPings(RawPeer peer) throws IOException {
        RawPeer.Frame frame = peer.receive();
        while (frame.opcode() == 9) {
            peer.send(0x8A, frame.payload());
            frame = peer.receive();
        }
        return frame;
    }

    @Test
    void aTunnelMayEndWhileItIsHeldBack() throws Exception {
        TunnelInfo tunnel = join(new TunnelLimits(100, Duration.ZERO), Map.of("ping_interval", 0, "close_timeout", 1));
        a.send(0x82, new byte[CHUNK]);
        assertThat(b.receiveData().payload()).hasSize(CHUNK);
        gateway.transport.closeTunnel(tunnel.id(), new CloseReason(CloseReason.POLICY, "Enough."));
        assertThat(b.receive().closeCode()).isEqualTo(CloseReason.POLICY);
        b.sendClose(CloseReason.POLICY, "");
        assertThat(Gateway.take(gateway.closeReasons).text()).isEqualTo("Enough.");
    }

    @Test
    void aTunnelEndsAfterItsLifetime() throws Exception {
        join(new TunnelLimits(0, Duration.ofSeconds(1)), Map.of("tunnel_lifetime", 3600));
        assertThat(b.receive().closeCode()).isEqualTo(CloseReason.NORMAL);
        assertThat(Gateway.take(gateway.closing).closing()).isTrue();
    }

    private Thread send() {
        Thread sender = new Thread(() -> {
            try {
                Random random = new Random(7);
                byte[] chunk = new byte[CHUNK];
                for (int i = 0; i < CHUNKS; i++) {
                    random.nextBytes(chunk);
                    a.send(0x82, chunk);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        sender.start();
        return sender;
    }

    private void receive() throws IOException {
        Random random = new Random(7);
        byte[] chunk = new byte[CHUNK];
        for (int i = 0; i < CHUNKS; i++) {
            random.nextBytes(chunk);
            assertThat(Arrays.equals(b.receiveData().payload(), chunk)).isTrue();
        }
    }
}
