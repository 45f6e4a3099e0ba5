package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ParameterizedClass
@EnumSource
class MutualTlsTest {

    private static final int ATTEMPTS = 20;

    /** What a peer shows, and how long the verified chain is then; 0 for one that must be refused. */
    enum Shown {
        NOTHING(0),
        GOOD(2),
        BELOW_AN_INTERMEDIATE(3),
        OF_ANOTHER_AUTHORITY(0),
        EXPIRED(0),
        SELF_SIGNED(0),
        FOR_SERVERS(0);

        final int chain;

        Shown(int chain) {
            this.chain = chain;
        }
    }

    private static final Map<Shown, Issued> CERTIFICATES = new HashMap<>();
    private static Path folder = Path.of("");
    private static TestAuthority root = new TestAuthority(folder, new Issued(folder, folder));
    private static Issued server = root.own();

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestTls tls;

    private Gateway gateway;

    @BeforeAll
    static void issue(@TempDir Path temporary) {
        folder = temporary;
        root = TestAuthority.root(folder, "root");
        server = TestAuthority.selfSigned(folder, "/CN=localhost", "subjectAltName=DNS:localhost", 2);
        CERTIFICATES.put(Shown.GOOD, root.client("/CN=good"));
        CERTIFICATES.put(
                Shown.BELOW_AN_INTERMEDIATE, root.intermediate("between").client("/CN=below"));
        CERTIFICATES.put(
                Shown.OF_ANOTHER_AUTHORITY, TestAuthority.root(folder, "root").client("/CN=good"));
        CERTIFICATES.put(Shown.EXPIRED, root.issue("/CN=expired", TestAuthority.CLIENT, -1));
        CERTIFICATES.put(Shown.SELF_SIGNED, TestAuthority.selfSigned(folder, "/CN=alone", TestAuthority.CLIENT, 2));
        CERTIFICATES.put(Shown.FOR_SERVERS, root.issue("/CN=server", "extendedKeyUsage=critical,serverAuth", 2));
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("ping_interval", 0));
        tls.use(gateway.transport);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static Map<String, Object> config(String wanted, Path authorities) {
        return Map.of(
                "name", "tls",
                "certificate", server.chain().toString(),
                "certificate_key", server.key().toString(),
                "client_certificate", wanted,
                "client_ca", authorities.toString());
    }

    private int listen(String wanted) {
        return gateway.listen(config(wanted, root.own().chain()));
    }

    private static TlsClient client(@Nullable Issued own) throws Exception {
        return new TlsClient(server.certificate(), own);
    }

    /** What the gateway knows of a new peer of this client. */
    private List<X509Certificate> known(TlsClient client, int port, String protocol) throws Exception {
        try (RawPeer peer = RawPeer.connect(client.connect(port, protocol))) {
            assertThat(peer.socket.isClosed()).isFalse();
            return gateway.accepted().connection.info().certificates();
        }
    }

    private static Issued shown(Shown shown) {
        return Objects.requireNonNull(CERTIFICATES.get(shown));
    }

    private static List<Arguments> everyCase() {
        List<Arguments> all = new ArrayList<>();
        for (String wanted : List.of("none", "optional", "required")) {
            for (Shown shown : Shown.values()) {
                Stream.of("TLSv1.2", "TLSv1.3").forEach(protocol -> all.add(Arguments.of(wanted, shown, protocol)));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void aPeerGetsInWithTheCertificateThatIsWanted(String wanted, Shown shown, String protocol) throws Exception {
        int port = listen(wanted);
        Issued own = CERTIFICATES.get(shown);
        TlsClient client = client(own);
        if (wanted.equals("none") || (wanted.equals("optional") && shown == Shown.NOTHING)) {
            assertThat(known(client, port, protocol)).isEmpty();
        } else if (own == null || shown.chain == 0) {
            assertThatThrownBy(() -> known(client, port, protocol)).isInstanceOf(IOException.class);
            assertThat(gateway.accepted).isEmpty();
        } else {
            assertThat(known(client, port, protocol))
                    .hasSize(shown.chain)
                    .startsWith(own.certificate())
                    .endsWith(root.own().certificate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aResumedSessionKeepsItsCertificate(String protocol) throws Exception {
        int port = listen("required");
        Issued own = shown(Shown.BELOW_AN_INTERMEDIATE);
        TlsClient client = client(own);
        List<X509Certificate> first = known(client, port, protocol);
        boolean resumed = false;
        for (int i = 0; i < ATTEMPTS && !resumed; i++) {
            long before = System.currentTimeMillis();
            try (SSLSocket socket = client.connect(port, protocol);
                    RawPeer peer = RawPeer.connect(socket)) {
                resumed = socket.getSession().getCreationTime() < before;
                Gateway.Seen seen = gateway.accepted();
                assertThat(seen.connection.info().certificates()).isEqualTo(first);
                // The ticket of TLS 1.3 comes with what is read.
                seen.connection.send("hello");
                assertThat(peer.receive().text()).isEqualTo("hello");
            }
        }
        assertThat(resumed).isTrue();
        assertThat(first).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslShowsItsCertificateAndResumesWithIt(String version) throws Exception {
        int port = listen("required");
        Issued own = shown(Shown.GOOD);
        Path session = Files.createTempFile(folder, "session", ".pem");
        String certificate = own.chain().toString();
        String key = own.key().toString();
        assertThat(sClient(port, version, "-cert", certificate, "-key", key, "-sess_out", session.toString()))
                .contains("\nNew, TLSv1.")
                .contains("CN = root"); // which authorities are believed
        assertThat(sClient(port, version, "-sess_in", session.toString())).contains("\nReused, TLSv1.");
        for (int i = 0; i < 2; i++) {
            assertThat(gateway.accepted().connection.info().certificates())
                    .containsExactly(own.certificate(), root.own().certificate());
        }
    }

    private static String sClient(int port, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "localhost:" + port));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream()
                .write(("GET /websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        StringBuilder output = new StringBuilder();
        try (var in = process.inputReader(StandardCharsets.ISO_8859_1)) {
            while (output.indexOf("101 Switching") < 0) {
                int next = in.read();
                assertThat(next).as(output.toString()).isNotNegative();
                output.append((char) next);
            }
            process.getOutputStream().close();
            while (in.read() >= 0) {
                // Until it has written its session.
            }
        }
        process.waitFor();
        return output.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aStreamPeerShowsItsCertificateToo(String protocol) throws Exception {
        Map<String, Object> config = new HashMap<>(config("required", root.own().chain()));
        config.put("protocol", "stream");
        int port = gateway.listen(config);
        Issued own = shown(Shown.GOOD);
        try (SSLSocket socket = client(own).connect(port, protocol)) {
            socket.getOutputStream().write('{');
            ConnectionInfo info = gateway.accepted().connection.info();
            assertThat(info.kind()).isEqualTo(ConnectionInfo.Kind.STREAM);
            assertThat(info.certificates())
                    .containsExactly(own.certificate(), root.own().certificate());
        }
        try (SSLSocket socket = client(null).connect(port, protocol)) {
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(gateway.accepted).isEmpty();
    }

    @Test
    void otherAuthoritiesCountForNewConnectionsAndSessions() throws Exception {
        Path authorities = Files.copy(root.own().chain(), folder.resolve("ca-" + tls + ".pem"));
        int port = gateway.listen(config("required", authorities));
        TestAuthority other = TestAuthority.root(folder, "other");
        TlsClient old = client(shown(Shown.GOOD));
        TlsClient fresh = client(other.client("/CN=fresh"));
        try (RawPeer standing = RawPeer.connect(old.connect(port, "TLSv1.3"))) {
            Gateway.Seen seen = gateway.accepted();
            Files.writeString(authorities, "no certificate at all");
            assertThat(known(old, port, "TLSv1.3")).hasSize(2); // a mistake changes nothing
            Path next = Files.copy(other.own().chain(), folder.resolve("next-" + tls + ".pem"));
            Files.move(next, authorities, StandardCopyOption.REPLACE_EXISTING);
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (refused(fresh, port)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThat(gateway.accepted().connection.info().certificates())
                    .endsWith(other.own().certificate());
            assertThat(refused(old, port)).isTrue(); // although it has a session
            standing.sendText("alive");
            assertThat(Gateway.take(seen.texts)).isEqualTo("alive");
        }
    }

    private static boolean refused(TlsClient client, int port) throws Exception {
        try (RawPeer peer = RawPeer.connect(client.connect(port, "TLSv1.3"))) {
            return peer.socket.isClosed();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aProviderThatComesAsksForCertificatesToo() throws Exception {
        int port = listen("required");
        for (TestTls next : List.of(TestTls.BORINGSSL, TestTls.JAVA, TestTls.BORINGSSL)) {
            next.use(gateway.transport);
            assertThat(known(client(shown(Shown.GOOD)), port, "TLSv1.3")).hasSize(2);
            assertThat(refused(client(null), port)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            client_ca          | /nowhere/ca.pem | client.ca = /nowhere/ca.pem: there is no such file
            client_ca          | /etc/passwd     | client.ca = /etc/passwd:
            client_certificate | maybe           | client.certificate = maybe: must be one of none, optional, required
            tls                | false           | client.certificate = required: needs tls = true, or
            """)
    void aMistakeIsToldWithItsKey(String key, String value, String message) {
        Map<String, Object> config = new HashMap<>(config("required", root.own().chain()));
        config.put(key, key.equals("tls") ? false : value);
        assertThatThrownBy(() -> new ListenerSetup(
                                Configs.of(ListenerConfig.class, config), Map.of(), tls.provider(), new OwnAuthority())
                        .close())
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith(message.strip());
    }
}
