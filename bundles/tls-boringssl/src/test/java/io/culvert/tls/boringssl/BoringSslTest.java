package io.culvert.tls.boringssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsEngine;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.tls.boringssl.Server.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine over real sockets, with the JDK and OpenSSL as clients. */
@Timeout(120)
class BoringSslTest {

    private static final byte[] NOTHING = {};
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private TestIdentity identity;
    private BoringContext context;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        identity = TestIdentity.ec(folder);
        context = (BoringContext) BoringSsl.load().serverContext(identity.identity(), null);
        server = new Server(context);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private SSLSocket connect(String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) identity.client().getSocketFactory().createSocket("localhost", server.port());
        socket.setSoTimeout(Server.PATIENCE_MILLIS);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] echo(Side side) throws IOException {
        side.handshake();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] content = side.read(); content.length > 0; content = side.read()) {
            all.write(content);
            side.write(content, 0, content.length);
        }
        side.end();
        return all.toByteArray();
    }

    // ---- what works

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aMebibyteEachWayInSmallAndLargePiecesArrivesAsItWas(String protocol) throws Exception {
        byte[] sent = new byte[MEBIBYTE];
        new Random(1).nextBytes(sent);
        Future<byte[]> received = server.next(BoringSslTest::echo);
        try (SSLSocket socket = connect(protocol)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            Thread sender = new Thread(() -> {
                try {
                    Random sizes = new Random(2);
                    for (int done = 0; done < sent.length; ) {
                        int count = Math.min(sizes.nextBoolean() ? 1 + sizes.nextInt(64) : 40_000, sent.length - done);
                        socket.getOutputStream().write(sent, done, count);
                        done += count;
                    }
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
            sender.join();
        }
        assertThat(Server.get(received)).isEqualTo(sent);
    }

    @Test
    void anRsaKeyServesToo() throws Exception {
        TestIdentity rsa = TestIdentity.make(folder, "-keyalg", "RSA", "-keysize", "2048");
        try (Server other = new Server(BoringSsl.load().serverContext(rsa.identity(), null))) {
            Future<byte[]> received = other.next(BoringSslTest::echo);
            try (SSLSocket socket =
                    (SSLSocket) rsa.client().getSocketFactory().createSocket("localhost", other.port())) {
                socket.getOutputStream().write(ascii("hello"));
                assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(ascii("hello"));
            }
            assertThat(Server.get(received)).isEqualTo(ascii("hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslMeetsItAndResumesByTicket(String version) throws Exception {
        Path session = folder.resolve("session");
        assertThat(sClient(version, "-sess_out", session.toString()))
                .contains("\nNew, TLSv1.")
                .contains("Server Temp Key: X25519");
        assertThat(sClient(version, "-sess_in", session.toString())).contains("\nReused, TLSv1.");
    }

    private String sClient(String... options) throws Exception {
        Future<byte[]> received = server.next(side -> {
            side.handshake();
            byte[] line = side.read();
            side.write(line, 0, line.length); // with it goes the ticket
            side.end();
            side.read();
            return line;
        });
        List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
        command.addAll(List.of("-connect", "localhost:" + server.port()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        OutputStream in = process.getOutputStream();
        in.write(ascii("over openssl\n"));
        in.flush();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Server.get(received)).as(output).isEqualTo(ascii("over openssl\n"));
        assertThat(output).contains("over openssl\n");
        return output;
    }

    // ---- how it ends

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoHasSaidItsLastWordStillHears(String protocol) throws Exception {
        Future<Boolean> ended = server.next(side -> {
            side.handshake();
            assertThat(side.read()).isEqualTo(NOTHING);
            byte[] late = ascii("late");
            side.write(late, 0, late.length);
            side.end();
            return side.engine.inputClosed();
        });
        try (SSLSocket socket = connect(protocol)) {
            socket.startHandshake();
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(ascii("late"));
        }
        assertThat(Server.get(ended)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoWasToldTheLastWordMaySendOn(String protocol) throws Exception {
        Future<byte[]> heard = server.next(side -> {
            side.handshake();
            side.end();
            return side.read();
        });
        try (SSLSocket socket = connect(protocol)) {
            socket.startHandshake(); // does not read on: the JDK would end its own way out then, by TLS 1.2
            socket.getOutputStream().write(ascii("late"));
            assertThat(Server.get(heard)).isEqualTo(ascii("late"));
        }
    }

    @Test
    void aConnectionThatBreaksIsNoGoodEnd() throws Exception {
        Future<Boolean> closed = server.next(side -> {
            side.handshake();
            assertThat(side.read()).isEqualTo(ascii("x"));
            assertThat(side.read()).isEqualTo(NOTHING);
            return side.engine.inputClosed();
        });
        try (Socket raw = new Socket("localhost", server.port());
                SSLSocket socket =
                        (SSLSocket) identity.client().getSocketFactory().createSocket(raw, "localhost", 1, false)) {
            socket.getOutputStream().write('x');
            raw.shutdownOutput();
            assertThat(Server.get(closed)).isFalse();
        }
    }

    // ---- what is refused

    @Test
    void whatNoServerMayAcceptEndsWithAnAlert() throws Exception {
        Future<byte[]> refused = server.next(BoringSslTest::echo);
        try (SSLSocket socket = connect("TLSv1.2")) {
            // Needs a key that this server does not have.
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("fatal alert: handshake_failure");
        }
        assertThatThrownBy(() -> Server.get(refused)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void whatIsNotTlsIsRefused() throws Exception {
        Future<byte[]> refused = server.next(BoringSslTest::echo);
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.getOutputStream().write(ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            assertThatThrownBy(() -> Server.get(refused))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("HTTP_REQUEST");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aForgedRecordIsRefused(String protocol) throws Exception {
        Future<byte[]> refused = server.next(side -> {
            side.handshake();
            assertThat(side.read()).isEqualTo(ascii("x"));
            return side.read();
        });
        try (Socket raw = new Socket("localhost", server.port());
                SSLSocket socket =
                        (SSLSocket) identity.client().getSocketFactory().createSocket(raw, "localhost", 1, false)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.getOutputStream().write('x');
            byte[] forged = new byte[5 + 64];
            ByteBuffer.wrap(forged).put((byte) 23).putShort((short) 0x0303).putShort((short) 64);
            raw.getOutputStream().write(forged);
            assertThatThrownBy(() -> Server.get(refused)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void keysMayBeUpdatedButNotForEver() throws Exception {
        Future<byte[]> received = server.next(BoringSslTest::echo);
        try (SSLSocket socket = connect("TLSv1.3")) {
            for (int i = 0; i < 50; i++) {
                socket.startHandshake(); // a key update
                socket.getOutputStream().write(i);
                assertThat(socket.getInputStream().read()).isEqualTo(i);
            }
            assertThatCode(() -> {
                        for (int i = 0; i < 100; i++) {
                            socket.startHandshake();
                        }
                    })
                    .satisfiesAnyOf(thrown -> assertThat(thrown).isNull(), thrown -> assertThat(thrown)
                            .isInstanceOf(IOException.class));
            assertThatThrownBy(() -> Server.get(received))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("TOO_MANY_KEY_UPDATES");
        } catch (IOException e) {
            assertThat(received).isDone(); // closing it found that the server has gone
        }
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsRefused() throws Exception {
        TestIdentity other = TestIdentity.ec(folder);
        TlsIdentity mixed =
                new TlsIdentity(other.identity().key(), identity.identity().chain());
        assertThatThrownBy(() -> BoringSsl.load().serverContext(mixed, null))
                .isInstanceOf(GeneralSecurityException.class);
    }

    // ---- memory

    @Test
    void anEngineIsReleasedOnceAndThenRefuses() throws Exception {
        TlsEngine engine = context.newEngine();
        TlsEngine other = context.newEngine();
        assertThat(context.engines()).isEqualTo(2);
        engine.release();
        engine.release();
        assertThat(context.engines()).isEqualTo(1);
        ByteBuffer buffer = ByteBuffer.allocateDirect(TlsEngine.MAX_RECORD);
        assertThatThrownBy(() -> engine.handshake(buffer, buffer)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> engine.decrypt(buffer, buffer)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> engine.encrypt(buffer, buffer)).isInstanceOf(SSLException.class);
        assertThatThrownBy(engine::closeOutput).isInstanceOf(SSLException.class);
        other.release();
        assertThat(context.engines()).isZero();
    }

    @Test
    void aClosedContextLivesOnForItsEngines() throws Exception {
        TlsContext second = BoringSsl.load().serverContext(identity.identity(), null);
        try (Server closing = new Server(second)) {
            Future<byte[]> received = closing.next(side -> {
                second.close();
                second.close();
                return echo(side);
            });
            try (SSLSocket socket =
                    (SSLSocket) identity.client().getSocketFactory().createSocket("localhost", closing.port())) {
                socket.getOutputStream().write('x');
                assertThat(socket.getInputStream().read()).isEqualTo('x');
            }
            assertThat(Server.get(received)).hasSize(1);
            assertThatThrownBy(second::newEngine).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void anEngineIsReleasedWhileAnotherThreadIsInside() throws Exception {
        for (int i = 0; i < 50; i++) {
            Future<Void> sender = server.next(side -> {
                side.handshake();
                Thread releaser = new Thread(side.engine::release);
                byte[] content = new byte[60_000];
                ByteBuffer source = ByteBuffer.allocateDirect(content.length).put(content);
                ByteBuffer out = ByteBuffer.allocateDirect(100_000);
                releaser.start();
                while (true) {
                    side.engine.encrypt(source.clear(), out.clear());
                }
            });
            try (SSLSocket socket = connect()) {
                socket.startHandshake();
                assertThatThrownBy(() -> Server.get(sender))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("closed");
            }
        }
        assertThat(context.engines()).isZero();
    }

    @Test
    void buffersOnTheHeapAreRefusedBeforeAnyHarm() throws Exception {
        TlsEngine engine = context.newEngine();
        ByteBuffer heap = ByteBuffer.allocate(TlsEngine.MAX_RECORD);
        assertThatThrownBy(() -> engine.handshake(heap, heap)).isInstanceOf(IllegalArgumentException.class);
        engine.release();
    }
}
