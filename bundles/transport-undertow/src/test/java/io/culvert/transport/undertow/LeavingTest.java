package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tunnels end when their peers are slow, deaf, or gone at the wrong moment. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test starts what it needs
class LeavingTest {

    private static final int CHUNK = 64 * 1024;

    private Gateway gateway;
    private TunnelInfo tunnel;

    private void start(Map<String, Object> config) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("ping_interval", 0));
        all.putAll(config);
        gateway = new Gateway(all);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RawPeer[] joinedPeers() throws Exception {
        int port = gateway.listenPlain();
        RawPeer a = RawPeer.connect(port);
        Gateway.Seen first = gateway.accepted();
        RawPeer b = RawPeer.connect(port);
        tunnel = gateway.join(first, gateway.accepted());
        a.receive();
        b.receive();
        return new RawPeer[] {a, b};
    }

    /** Two joined stream peers; what the gateway told them is read. */
    private Socket[] joinedStreams() throws Exception {
        int port = gateway.listenStream();
        Socket a = new Socket("127.0.0.1", port);
        Gateway.Seen first = gateway.accepted();
        Socket b = new Socket("127.0.0.1", port);
        tunnel = gateway.join(first, gateway.accepted());
        a.getInputStream().readNBytes("first".length());
        b.getInputStream().readNBytes("second".length());
        for (Socket socket : new Socket[] {a, b}) {
            socket.setSoTimeout((int) (Gateway.PATIENCE_SECONDS * 1000));
            socket.setTcpNoDelay(true);
        }
        return new Socket[] {a, b};
    }

    /** Fills everything between two peers; the last chunk has arrived at the gateway, which does not take all of it. */
    private long fill(Socket from, byte[] chunk) throws Exception {
        long sent = 0;
        while (sent < 1L << 30) {
            from.getOutputStream().write(chunk);
            sent += CHUNK;
            long deadline = System.nanoTime() + 1_000_000_000L;
            while (gateway.transport.tunnels().get(0).bytesToSecond() < sent) {
                if (System.nanoTime() > deadline) {
                    return sent;
                }
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("the gateway takes everything");
    }

    @Test
    void aPeerThatDoesNotCloseIsCutOffWhenItsTunnelWasIdle() throws Exception {
        start(Map.of("tunnel_idle_timeout", 1, "close_timeout", 2));
        RawPeer[] peers = joinedPeers();
        try (RawPeer a = peers[0];
                RawPeer b = peers[1]) {
            assertThat(a.receive().closeText()).isEqualTo("Tunnel was idle. [c1]");
            assertThat(b.receive().closeText()).isEqualTo("Tunnel was idle. [c2]");
            assertThat(a.atEnd()).isTrue();
            assertThat(b.atEnd()).isTrue();
            assertThat(Gateway.take(gateway.closeReasons).text()).isEqualTo("Tunnel was idle.");
        }
    }

    @Test
    void anEndThatClosesDoesNotGiveTheOtherMoreTimeThanTheOperatorDid() throws Exception {
        start(Map.of("halfclose_timeout", 600, "close_timeout", 1));
        RawPeer[] peers = joinedPeers();
        try (RawPeer a = peers[0];
                RawPeer b = peers[1]) {
            gateway.transport.closeTunnel(tunnel.id(), CloseReason.STOPPING);
            assertThat(a.receive().closeCode()).isEqualTo(1012);
            assertThat(b.receive().closeCode()).isEqualTo(1012);
            a.sendClose(1000, "");
            assertThat(b.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndThatIsExpelledIsToldWhyAndTheOtherThatItsPartnerIsLost(boolean firstEnd) throws Exception {
        start(Map.of());
        RawPeer[] peers = joinedPeers();
        try (RawPeer expelled = peers[firstEnd ? 0 : 1];
                RawPeer other = peers[firstEnd ? 1 : 0]) {
            TunnelEnd end = firstEnd ? tunnel.first() : tunnel.second();
            CloseReason reason = new CloseReason(CloseReason.REVOKED, "Certificate revoked");
            assertThat(gateway.transport.expel(tunnel.id(), "c999", reason)).isFalse();
            assertThat(gateway.transport.expel(tunnel.id(), end.connection().id(), reason))
                    .isTrue();
            RawPeer.Frame told = expelled.receive();
            assertThat(told.closeCode()).isEqualTo(4403);
            assertThat(told.closeText())
                    .isEqualTo("Certificate revoked [" + end.connection().id() + "]");
            assertThat(other.receive().closeCode()).isEqualTo(CloseReason.GOING_AWAY);
            expelled.sendClose(4403, "");
            other.sendClose(1001, "");
            assertThat(Gateway.take(gateway.closeReasons)).isEqualTo(reason);
            assertThat(gateway.transport.expel(tunnel.id(), end.connection().id(), reason))
                    .isFalse();
        }
    }

    @Test
    void aPeerMayCloseWithTheCodeItWasToldAlthoughOnlyServersUseIt() throws Exception {
        start(Map.of());
        try (RawPeer peer = RawPeer.connect(gateway.listenPlain())) {
            Gateway.Seen seen = gateway.accepted();
            seen.connection.close(CloseReason.STOPPING);
            assertThat(peer.receive().closeCode()).isEqualTo(1012);
            peer.sendClose(1012, "Stop server");
            assertThat(Gateway.take(seen.closed)).isEqualTo(CloseReason.STOPPING);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void aPausedSourceIsNotCutOffBecauseItsPartnerHasSaidItsLastWord() throws Exception {
        start(Map.of("halfclose_timeout", 1, "close_timeout", 1));
        Socket[] peers = joinedStreams();
        try (Socket a = peers[0];
                Socket b = peers[1]) {
            b.shutdownOutput();
            assertThat(a.getInputStream().read()).isEqualTo(-1);
            long sent = fill(a, new byte[CHUNK]);
            // Nothing happens for longer than a silent half-open tunnel would stay.
            assertThat(gateway.closeReasons.poll(4, TimeUnit.SECONDS)).isNull();
            a.shutdownOutput();
            assertThat(count(b.getInputStream())).isEqualTo(sent);
        }
    }

    @Test
    void whatAPeerSentBeforeItWentAwayIsDelivered() throws Exception {
        start(Map.of());
        Socket[] peers = joinedStreams();
        try (Socket b = peers[1]) {
            long sent = fill(peers[0], new byte[CHUNK]);
            peers[0].close();
            // Nobody is there any more to take this, which the gateway learns while it still has data from there.
            long deadline = System.nanoTime() + 1_000_000_000L;
            while (System.nanoTime() < deadline) {
                b.getOutputStream().write(1);
                Thread.onSpinWait();
            }
            assertThat(count(b.getInputStream())).isEqualTo(sent);
        }
    }

    @Test
    void aReaderThatWasSlowHasTimeToAnswerAPing() throws Exception {
        start(Map.of("ping_interval", 3));
        RawPeer[] peers = joinedPeers();
        try (RawPeer a = peers[0];
                RawPeer b = peers[1]) {
            assertThat(b.receive().opcode()).isEqualTo(9);
            Thread answering = new Thread(() -> {
                try {
                    while (a.receive().opcode() == 9) {
                        a.send(0x8A, new byte[0]);
                    }
                } catch (IOException e) {
                    // The end of the test.
                }
            });
            answering.start();
            long sent = fill(a.socket, a.frame(0x82, new byte[CHUNK], CHUNK));
            // Longer than a peer that takes everything may leave a ping unanswered.
            assertThat(gateway.closeReasons.poll(7, TimeUnit.SECONDS)).isNull();
            long read = 0;
            while (gateway.transport.tunnels().get(0).bytesToSecond() < sent) {
                assertThat(b.receiveData().payload()).hasSize(CHUNK);
                read += CHUNK;
            }
            // All was taken, and so the gateway waits for the answer, which comes late.
            assertThat(gateway.closeReasons.poll(1500, TimeUnit.MILLISECONDS)).isNull();
            b.send(0x8A, new byte[0]);
            for (; read < sent; read += CHUNK) {
                assertThat(b.receiveData().payload()).hasSize(CHUNK);
            }
            assertThat(gateway.transport.tunnels()).hasSize(1);
        }
    }

    private static long count(InputStream in) throws IOException {
        byte[] buffer = new byte[CHUNK];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
        }
        return total;
    }
}
