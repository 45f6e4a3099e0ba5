package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test connects whom it needs
class RelayTest {

    private Gateway gateway;
    private RawPeer a;
    private RawPeer b;
    private TunnelInfo tunnel;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("ping_interval", 0));
    }

    private void joined() throws Exception {
        int port = gateway.listenPlain();
        a = RawPeer.connect(port);
        Gateway.Seen first = gateway.accepted();
        b = RawPeer.connect(port);
        Gateway.Seen second = gateway.accepted();
        tunnel = gateway.join(first, second);
        assertThat(a.receive().text()).isEqualTo("first");
        assertThat(b.receive().text()).isEqualTo("second");
    }

    @AfterEach
    void stop() throws Exception {
        for (RawPeer peer : Arrays.asList(a, b)) {
            if (peer != null) {
                peer.close();
            }
        }
        gateway.close();
    }

    @Test
    void messagesKeepTypeBoundariesAndBytes() throws Exception {
        joined();
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 125, 126, 127, 65535, 65536, 300_000}) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            a.send(0x82, payload);
            RawPeer.Frame frame = b.receive();
            assertThat(frame.opcode()).isEqualTo(2);
            assertThat(frame.fin()).isTrue();
            assertThat(frame.payload()).isEqualTo(payload);
            b.sendText("t".repeat(length));
            assertThat(a.receive().text()).isEqualTo("t".repeat(length));
        }
    }

    @Test
    void fragmentsStayFragmentsAndControlFramesBetweenThemAreAnswered() throws Exception {
        joined();
        a.send(0x01, "he".getBytes(StandardCharsets.UTF_8));
        a.send(0x89, new byte[] {1, 2, 3});
        a.send(0x00, new byte[0]);
        a.send(0x80, "llo".getBytes(StandardCharsets.UTF_8));
        assertThat(a.receive()).satisfies(pong -> {
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.payload()).isEqualTo(new byte[] {1, 2, 3});
        });
        assertThat(b.receive().text()).isEqualTo("he");
        assertThat(b.receive().payload()).isEmpty();
        RawPeer.Frame last = b.receive();
        assertThat(last.text()).isEqualTo("llo");
        assertThat(last.fin()).isTrue();
        assertThat(last.opcode()).isZero();
    }

    @Test
    void bytesMayArriveOneByOne() throws Exception {
        joined();
        byte[] text = "gr\u00fc\u00df dich \uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
        for (byte next : a.frame(0x81, text, text.length)) {
            a.out.write(next);
            a.out.flush();
        }
        StringBuilder received = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RawPeer.Frame frame = b.receive();
        bytes.writeBytes(frame.payload());
        assertThat(received.append(bytes.toString(StandardCharsets.UTF_8)).toString())
                .isEqualTo("gr\u00fc\u00df dich \uD83D\uDE00");
    }

    @Test
    void anOrderlyCloseIsForwardedAfterTheDataAndTheOtherWayGoesOn() throws Exception {
        joined();
        a.send(0x82, new byte[100_000]);
        a.sendClose(1000, "bye");
        assertThat(b.receive().payload()).hasSize(100_000);
        RawPeer.Frame close = b.receive();
        assertThat(close.opcode()).isEqualTo(8);
        assertThat(close.closeCode()).isEqualTo(1000);
        assertThat(close.closeText()).isEqualTo("Tunnel client disconnected [c2]");
        assertThat(Gateway.take(gateway.closing).id()).isEqualTo(tunnel.id());
        b.sendText("still here");
        assertThat(a.receive().text()).isEqualTo("still here");
        b.sendClose(1000, "");
        assertThat(a.receive().closeText()).isEqualTo("bye");
        assertThat(a.atEnd()).isTrue();
        assertThat(b.atEnd()).isTrue();
        assertThat(Gateway.take(gateway.closeReasons)).isEqualTo(new CloseReason(1000, "bye"));
        assertThat(gateway.transport.tunnels()).isEmpty();
    }

    @Test
    void aLostEndIsReportedAsLost() throws Exception {
        joined();
        a.send(0x82, new byte[1000]);
        a.socket.setSoLinger(true, 0);
        assertThat(b.receive().payload()).hasSize(1000);
        a.close();
        RawPeer.Frame close = b.receive();
        assertThat(close.closeCode()).isEqualTo(1001);
        b.sendClose(1001, "");
        assertThat(b.atEnd()).isTrue();
        assertThat(Gateway.take(gateway.closeReasons).code()).isEqualTo(CloseReason.ABNORMAL);
    }

    @Test
    void anEndThatClosesWithAnErrorCountsAsLost() throws Exception {
        joined();
        a.sendClose(4000, "broken");
        assertThat(b.receive().closeCode()).isEqualTo(1001);
        b.sendClose(1001, "");
        assertThat(a.receive().closeCode()).isEqualTo(4000);
        assertThat(Gateway.take(gateway.closeReasons)).isEqualTo(new CloseReason(4000, "broken"));
    }

    @Test
    void anEndThatClosedFirstIsToldWhenTheOtherIsLostAfterwards() throws Exception {
        joined();
        a.sendClose(1000, "");
        assertThat(b.receive().closeCode()).isEqualTo(1000);
        b.send(0x82, new byte[1000]);
        assertThat(a.receive().payload()).hasSize(1000);
        b.close();
        assertThat(a.receive().closeCode()).isEqualTo(1001);
    }

    @Test
    void aPausedSourceIsStillPinged() throws Exception {
        gateway.close();
        gateway = new Gateway(Map.of("ping_interval", 1));
        joined();
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    a.send(0x82, new byte[65536]);
                }
            } catch (IOException e) {
                // The end of the test.
            }
        });
        sender.start();
        for (int i = 0; i < 4; i++) {
            assertThat(a.receive().opcode()).isEqualTo(9);
        }
        assertThat(gateway.transport.tunnels()).hasSize(1);
        a.close();
        sender.join();
    }

    @Test
    void anEndThatClosesAndThenVanishesIsNoticed() throws Exception {
        joined();
        a.sendClose(1000, "");
        assertThat(b.receive().closeCode()).isEqualTo(1000);
        a.close();
        b.sendText("to nobody");
        assertThat(Gateway.take(gateway.closeReasons).code()).isEqualTo(CloseReason.NORMAL);
        assertThat(b.atEnd()).isTrue();
    }

    @Test
    void bothEndsMayCloseAtOnce() throws Exception {
        joined();
        a.sendClose(1000, "a");
        b.sendClose(1000, "b");
        assertThat(a.receive().opcode()).isEqualTo(8);
        assertThat(b.receive().opcode()).isEqualTo(8);
        assertThat(a.atEnd()).isTrue();
        assertThat(b.atEnd()).isTrue();
        Gateway.take(gateway.closeReasons);
        assertThat(gateway.transport.tunnels()).isEmpty();
    }

    @Test
    void anEndLostWithinAFrameCutsTheOtherOffAfterWhatCame() throws Exception {
        joined();
        a.out.write(a.frame(0x82, new byte[1000], 5000));
        assertThat(b.in.readNBytes(4 + 1000)).hasSize(1004);
        a.close();
        assertThat(b.atEnd()).isTrue();
    }

    @Test
    void brokenRulesGetTheirCode() throws Exception {
        joined();
        a.send(0x83, new byte[0]);
        assertThat(a.receive().closeCode()).isEqualTo(1002);
        assertThat(b.receive().closeCode()).isEqualTo(1001);
        assertThat(a.atEnd()).isTrue();
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        joined();
        a.send(0x81, new byte[] {'a', (byte) 0xC0, (byte) 0xAF});
        assertThat(a.receive().closeCode()).isEqualTo(1007);
    }

    @Test
    void aSlowReaderPausesItsSourceAndLosesNothing() throws Exception {
        joined();
        int count = 4000;
        byte[] chunk = new byte[65536];
        new Random(3).nextBytes(chunk);
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    chunk[0] = (byte) i;
                    a.send(0x82, chunk);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        sender.start();
        long before = -1;
        long after = gateway.transport.tunnels().get(0).bytesToSecond();
        while (after != before || after == 0) {
            before = after;
            sender.join(500);
            after = gateway.transport.tunnels().get(0).bytesToSecond();
        }
        assertThat(after).isLessThan(32L * 1024 * 1024);
        assertThat(sender.isAlive()).isTrue();
        for (int i = 0; i < count; i++) {
            RawPeer.Frame frame = b.receiveData();
            assertThat(frame.payload()[0]).isEqualTo((byte) i);
            assertThat(Arrays.equals(frame.payload(), 1, 65536, chunk, 1, 65536))
                    .isTrue();
        }
        sender.join();
        assertThat(gateway.transport.tunnels().get(0).bytesToSecond()).isEqualTo(count * 65536L);
    }

    @Test
    void whatAnEndSaysAtOnceIsRelayed() throws Exception {
        int port = gateway.listenPlain();
        // Often, because what it is about is a moment between two threads.
        for (int i = 0; i < 200; i++) {
            try (RawPeer one = RawPeer.connect(port)) {
                Gateway.Seen first = gateway.accepted();
                try (RawPeer other = RawPeer.connect(port)) {
                    FutureTask<Void> answer = new FutureTask<>(() -> {
                        one.receive();
                        one.send(0x82, new byte[] {42});
                        return null;
                    });
                    new Thread(answer).start();
                    gateway.join(first, gateway.accepted());
                    assertThat(other.receive().text()).isEqualTo("second");
                    assertThat(other.receive().payload()).containsExactly(42);
                    answer.get(10, TimeUnit.SECONDS);
                }
            }
        }
    }

    @Test
    void dataSentBeforeTheTunnelStoodEndsIt() throws Exception {
        int port = gateway.listenPlain();
        a = RawPeer.connect(port);
        Gateway.Seen first = gateway.accepted();
        b = RawPeer.connect(port);
        Gateway.Seen second = gateway.accepted();
        a.out.write(a.frame(0x81, "x".getBytes(StandardCharsets.UTF_8), 2));
        assertThat(Gateway.take(first.texts)).isEqualTo("x");
        gateway.join(first, second);
        a.receive();
        a.out.write('y');
        RawPeer.Frame close = a.receive();
        assertThat(close.closeCode()).isEqualTo(1011);
    }

    @Test
    void streamsBecomeTextWhereTheyAreUtf8AndOtherwiseBinary() throws Exception {
        a = RawPeer.connect(gateway.listenPlain());
        Gateway.Seen first = gateway.accepted();
        try (Socket stream = new Socket("127.0.0.1", gateway.listenStream())) {
            Gateway.Seen second = gateway.accepted();
            gateway.join(first, second);
            assertThat(a.receive().text()).isEqualTo("first");
            DataInputStream in = new DataInputStream(stream.getInputStream());
            assertThat(new String(in.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("second");
            stream.getOutputStream().write("gr\u00fc".getBytes(StandardCharsets.UTF_8));
            RawPeer.Frame text = a.receive();
            assertThat(text.opcode()).isEqualTo(1);
            assertThat(text.text()).isEqualTo("gr\u00fc");
            stream.getOutputStream().write(new byte[] {'x', (byte) 0xF0, (byte) 0x9F});
            assertThat(a.receive().text()).isEqualTo("x");
            RawPeer.Frame rest = a.receive();
            assertThat(rest.opcode()).isEqualTo(2);
            assertThat(rest.payload()).isEqualTo(new byte[] {(byte) 0xF0, (byte) 0x9F});
            a.send(0x02, new byte[] {1, 2});
            a.send(0x80, new byte[] {3});
            assertThat(in.readNBytes(3)).isEqualTo(new byte[] {1, 2, 3});
            stream.shutdownOutput();
            assertThat(a.receive().closeCode()).isEqualTo(1000);
            a.sendText("late");
            assertThat(in.readNBytes(4)).isEqualTo("late".getBytes(StandardCharsets.UTF_8));
            a.sendClose(1000, "");
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aPeerThatDoesNotAnswerPingsIsLostWithinTwoIntervals() throws Exception {
        gateway.close();
        gateway = new Gateway(Map.of("ping_interval", 1));
        joined();
        while (b.receive().opcode() == 9) {
            b.send(0x8A, new byte[0]);
        }
        assertThat(Gateway.take(gateway.closeReasons).code()).isEqualTo(CloseReason.ABNORMAL);
    }

    @Test
    void stoppingTellsBothEndsAfterDeliveringWhatHadArrived() throws Exception {
        joined();
        a.send(0x82, new byte[200_000]);
        Thread closer = new Thread(gateway::close);
        closer.start();
        assertThat(b.receive().payload()).hasSize(200_000);
        assertThat(b.receive().closeCode()).isEqualTo(1012);
        RawPeer.Frame close = a.receive();
        assertThat(close.closeCode()).isEqualTo(1012);
        assertThat(close.closeText()).isEqualTo("Stop server [c1]");
        a.sendClose(1012, "");
        b.sendClose(1000, "");
        closer.join();
    }
}
