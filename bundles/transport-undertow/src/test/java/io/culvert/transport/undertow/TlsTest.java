package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ListenerInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ParameterizedClass
@EnumSource
class TlsTest {

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestTls tls;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("ping_interval", 0, "handshake_timeout", 2));
        tls.use(gateway.transport);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private SSLSocket connect(int port, String... protocols) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(folder.resolve("gateway.crt"))) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("gateway", certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static X509Certificate serverCertificate(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void peersMeetOverTls(String protocol) throws Exception {
        int port = gateway.listenTls(folder);
        try (RawPeer a = RawPeer.connect(connect(port, protocol));
                RawPeer b = RawPeer.connect(connect(port, protocol))) {
            gateway.join(gateway.accepted(), gateway.accepted());
            a.receive();
            b.receive();
            byte[] large = new byte[2_000_000];
            new Random(5).nextBytes(large);
            Thread sender = new Thread(() -> {
                try {
                    a.send(0x82, large);
                    a.sendClose(1000, "");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            assertThat(b.receive().payload()).isEqualTo(large);
            assertThat(b.receive().closeCode()).isEqualTo(1000);
            b.sendClose(1000, "");
            assertThat(b.atEnd()).isTrue();
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aStreamPeerMaySendOnAfterItsPartnerHasClosed(String protocol) throws Exception {
        Gateway.certify(folder);
        int port = gateway.listen(Map.of(
                "protocol",
                "stream",
                "certificate",
                folder.resolve("gateway.crt").toString(),
                "certificate_key",
                folder.resolve("gateway.key").toString()));
        try (SSLSocket a = connect(port, protocol);
                RawPeer b = RawPeer.connect(gateway.listenPlain())) {
            a.startHandshake();
            Gateway.Seen first = gateway.accepted();
            Gateway.Seen second = gateway.accepted();
            gateway.join(first, second);
            assertThat(a.getInputStream().readNBytes(5)).hasSize(5);
            b.receive();
            b.sendClose(1000, "");
            Gateway.take(gateway.closing);
            for (int i = 0; i < 3; i++) {
                a.getOutputStream().write("late".getBytes(StandardCharsets.US_ASCII));
                assertThat(b.receive().text()).isEqualTo("late");
            }
        }
    }

    @Test
    void aPeerMayUpdateItsKeysButNotForEverWithoutListening() throws Exception {
        int port = gateway.listenTls(folder);
        try (SSLSocket socket = connect(port, "TLSv1.3")) {
            RawPeer peer = RawPeer.connect(socket);
            Gateway.Seen seen = gateway.accepted();
            for (int i = 0; i < 10; i++) {
                socket.startHandshake(); // in TLS 1.3: a key update
                peer.sendText("after " + i);
                assertThat(Gateway.take(seen.texts)).isEqualTo("after " + i);
            }
            seen.connection.send("answer");
            assertThat(peer.receive().text()).isEqualTo("answer");
            for (int i = 0; i < 100; i++) {
                socket.startHandshake();
            }
            assertThat(Gateway.take(seen.closed).code()).isEqualTo(CloseReason.ABNORMAL);
        } catch (IOException e) {
            assertThat(gateway.accepted).isEmpty(); // cut off while it was still updating
        }
    }

    @Test
    void tls13IsPreferred() throws Exception {
        int port = gateway.listenTls(folder);
        try (SSLSocket socket = connect(port)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        assertThat(gateway.transport.listeners())
                .extracting(ListenerInfo::tlsProvider)
                .containsExactly(tls.provider().name());
    }

    @Test
    void anotherProviderTakesNewConnectionsAndOldOnesGoOn() throws Exception {
        int port = gateway.listenTls(folder);
        try (RawPeer a = RawPeer.connect(connect(port));
                RawPeer b = RawPeer.connect(connect(port))) {
            gateway.join(gateway.accepted(), gateway.accepted());
            a.receive();
            b.receive();
            for (TestTls next : List.of(TestTls.BORINGSSL, TestTls.JAVA, TestTls.BORINGSSL, TestTls.JAVA)) {
                next.use(gateway.transport);
                try (RawPeer fresh = RawPeer.connect(connect(port))) {
                    Gateway.Seen seen = gateway.accepted();
                    fresh.sendText("new");
                    assertThat(Gateway.take(seen.texts)).isEqualTo("new");
                    assertThat(gateway.transport.listeners())
                            .extracting(ListenerInfo::tlsProvider)
                            .containsExactly(next.provider().name());
                }
                a.sendText("there");
                assertThat(b.receive().text()).isEqualTo("there");
                b.sendText("back");
                assertThat(a.receive().text()).isEqualTo("back");
            }
        }
    }

    @Test
    void everyEngineIsReleasedOnce() throws Exception {
        CountingTls counting = new CountingTls(tls.provider());
        gateway.transport.bindTls(counting);
        int port = gateway.listenTls(folder);
        try (RawPeer a = RawPeer.connect(connect(port));
                RawPeer b = RawPeer.connect(connect(port))) {
            gateway.join(gateway.accepted(), gateway.accepted());
            a.receive();
            b.receive();
            a.sendClose(1000, "");
            assertThat(b.receive().closeCode()).isEqualTo(1000);
        }
        try (Socket never = new Socket("127.0.0.1", port)) {
            never.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            never.setSoTimeout(20_000);
            never.getInputStream().readAllBytes();
        }
        try (SSLSocket http = connect(port)) {
            http.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(http.getInputStream().read()).isEqualTo('H');
        }
        Socket silent = new Socket("127.0.0.1", port); // still in its handshake when the transport stops
        RawPeer open = RawPeer.connect(connect(port));
        gateway.accepted();
        Gateway.await(() -> counting.made() == 6);
        gateway.close();
        silent.close();
        open.close();
        counting.awaitAllReleased();
    }

    @Test
    void aReplacedCertificateIsUsedForNewConnectionsAndOldOnesStay() throws Exception {
        int port = gateway.listenTls(folder);
        try (SSLSocket first = connect(port)) {
            RawPeer old = RawPeer.connect(first);
            Gateway.Seen seen = gateway.accepted();
            X509Certificate before = serverCertificate(first);
            Gateway.certify(folder);
            X509Certificate now = before;
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (now.equals(before)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                try (SSLSocket socket = connect(port)) {
                    socket.startHandshake();
                    now = serverCertificate(socket);
                } catch (SSLHandshakeException e) {
                    now = before; // still the old one, which this client does not trust any more
                }
            }
            old.sendText("alive");
            assertThat(Gateway.take(seen.texts)).isEqualTo("alive");
        }
    }

    @Test
    void rsaKeysInAllThreePemFormatsAndPkcs12AreRead() throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "rsa8.key",
                "-out",
                "rsa.crt",
                "-subj",
                "/CN=x");
        openssl("pkey", "-in", "rsa8.key", "-traditional", "-out", "rsa1.key");
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", "ec1.key");
        openssl("req", "-x509", "-key", "ec1.key", "-out", "ec.crt", "-subj", "/CN=x");
        openssl("pkcs12", "-export", "-inkey", "ec1.key", "-in", "ec.crt", "-out", "ec.p12", "-passout", "pass:secret");
        assertThat(identity("rsa.crt", "rsa8.key").load()).isNotNull();
        assertThat(identity("rsa.crt", "rsa1.key").load()).isNotNull();
        assertThat(identity("ec.crt", "ec1.key").load()).isNotNull();
        Path keystore = folder.resolve("ec.p12");
        assertThat(new ServerIdentity(keystore, keystore, keystore, "secret").load())
                .isNotNull();
        assertThatThrownBy(() -> new ServerIdentity(keystore, keystore, keystore, "wrong").load())
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("keystore = " + keystore)
                .hasMessageNotContainingAny("wrong");
        assertThatThrownBy(() -> identity("rsa.crt", "ec1.key").load())
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("certificate.key = ");
        assertThatThrownBy(() -> identity("missing.crt", "ec1.key").load())
                .hasMessageContaining("missing.crt: there is no such file");
    }

    private ServerIdentity identity(String certificate, String key) {
        return new ServerIdentity(folder.resolve(certificate), folder.resolve(key), null, "");
    }

    private void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void aHandshakeThatNeverEndsIsCutOff() throws Exception {
        int port = gateway.listenTls(folder);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNotTlsGetsAnAlert() throws Exception {
        int port = gateway.listenTls(folder);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer).isNotEmpty();
            assertThat(answer[0]).isEqualTo((byte) 0x15);
        }
    }
}
