package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpResource;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 127.0.0.1 is a balancer that is trusted, 127.0.0.2 somebody else. */
@Timeout(60)
class ForwardedTest {

    private static final String BALANCER = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static Path folder = Path.of("");
    private static TestAuthority root = new TestAuthority(folder, new Issued(folder, folder));
    private static Issued client = root.own();
    private static Issued below = root.own();

    private Gateway gateway;

    @BeforeAll
    static void issue(@TempDir Path temporary) {
        folder = temporary;
        root = TestAuthority.root(folder, "root");
        client = root.client("/CN=client");
        below = root.intermediate("between").client("/CN=below");
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("ping_interval", 0));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static Map<String, Object> config(String wanted) {
        return new HashMap<>(Map.of(
                "tls",
                false,
                "client_certificate",
                wanted,
                "client_ca",
                root.own().chain().toString(),
                "trusted_proxies",
                new String[] {"127.0.0.1, 10.0.0.0/8", "2001:db8:1::/48"},
                "forwarded_certificate",
                "X-Client-Cert"));
    }

    private static Socket socket(String from, int port) throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
    }

    private String answer(int port, String from, String headers) throws IOException {
        try (Socket socket = socket(from, port)) {
            return new RawPeer(socket).request("/websocket", headers + UPGRADE);
        }
    }

    private ConnectionInfo peer(int port, String from, String headers) throws Exception {
        assertThat(answer(port, from, headers)).startsWith("HTTP/1.1 101 ");
        return gateway.accepted().connection.info();
    }

    private static String address(String value) {
        return "X-Forwarded-For: " + value + "\r\n";
    }

    private static String certificate(String value) {
        return "X-Client-Cert: " + value + "\r\n";
    }

    private static String base64(X509Certificate certificate) throws Exception {
        return Base64.getEncoder().encodeToString(certificate.getEncoded());
    }

    private static String escaped(Issued issued) throws IOException {
        return URLEncoder.encode(Files.readString(issued.chain()), StandardCharsets.US_ASCII)
                .replace("+", "%20");
    }

    // ---- addresses

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9                            | 203.0.113.9:0
            203.0.113.9:4711                       | 203.0.113.9:4711
            198.51.100.1, 203.0.113.9              | 203.0.113.9:0
            203.0.113.9,10.1.2.3 ,  10.3.2.1       | 203.0.113.9:0
            203.0.113.9, 2001:db8:1::5             | 203.0.113.9:0
            10.1.2.3                               | 10.1.2.3:0
            2001:db8:2::1                          | [2001:db8:2:0:0:0:0:1]:0
            [2001:db8:2::1]                        | [2001:db8:2:0:0:0:0:1]:0
            [2001:db8:2::1]:443                    | [2001:db8:2:0:0:0:0:1]:443
            ::ffff:203.0.113.9                     | 203.0.113.9:0
            nonsense, 203.0.113.9                  | 203.0.113.9:0
            127.0.0.1.example, 203.0.113.9         | 203.0.113.9:0
            """)
    void theRightmostAddressThatIsNoBalancersCounts(String header, String remote) throws Exception {
        InetSocketAddress found = peer(gateway.listen(config("optional")), BALANCER, address(header))
                .remote();
        assertThat(text(found)).isEqualTo(remote);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "localhost",
                "203.0.113.9, nonsense",
                "203.0.113.999",
                "203.0.113.09",
                "203.0.113.9:65536",
                "203.0.113.9:",
                "fe80::1%eth0",
                "[203.0.113.9]",
                "[2001:db8::1",
                "1::2::3",
                ":",
                "203.0.113.9,"
            })
    void whatIsNoAddressIsNotGuessedAt(String header) throws Exception {
        InetSocketAddress found = peer(gateway.listen(config("optional")), BALANCER, address(header))
                .remote();
        assertThat(found.getHostString()).isEqualTo(BALANCER);
        assertThat(found.getPort()).isPositive();
    }

    @Test
    void severalHeadersAreOneList() throws Exception {
        int port = gateway.listen(config("optional"));
        assertThat(peer(port, BALANCER, address("203.0.113.1") + address("203.0.113.2"))
                        .remote()
                        .getHostString())
                .isEqualTo("203.0.113.2");
        assertThat(peer(port, BALANCER, address("203.0.113.1") + address("10.1.1.1"))
                        .remote()
                        .getHostString())
                .isEqualTo("203.0.113.1");
    }

    @Test
    void aLongListIsReadFromItsEnd() throws Exception {
        String list = "203.0.113.7, " + "10.0.0.1, ".repeat(1000) + "10.0.0.2";
        assertThat(peer(gateway.listen(config("optional")), BALANCER, address(list))
                        .remote()
                        .getHostString())
                .isEqualTo("203.0.113.7");
    }

    @Test
    void anotherHeaderCanBeConfiguredOrNone() throws Exception {
        Map<String, Object> config = config("optional");
        config.put("forwarded_address", "X-Real-IP");
        String headers = address("203.0.113.1") + "X-Real-IP: 203.0.113.2\r\n";
        assertThat(peer(gateway.listen(config), BALANCER, headers).remote().getHostString())
                .isEqualTo("203.0.113.2");
        config.put("forwarded_address", "");
        assertThat(peer(gateway.listen(config), BALANCER, headers).remote().getHostString())
                .isEqualTo(BALANCER);
    }

    // ---- certificates

    private static Stream<String> shapes() throws Exception {
        String pem = Files.readString(client.chain());
        String der = base64(client.certificate());
        return Stream.of(
                escaped(client), // nginx
                escaped(client).replace("%2B", "+").replace("%2F", "/").replace("%3D", "="), // AWS
                pem.replace("\n", " "), // Apache
                der, // HAProxy
                ":" + der + ":",
                ":" + der + ":;of=RFC9440");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aForwardedCertificateIsThePeers(String shape) throws Exception {
        assertThat(peer(gateway.listen(config("required")), BALANCER, certificate(shape))
                        .certificates())
                .containsExactly(client.certificate(), root.own().certificate());
    }

    @Test
    void theChainMayComeAlong() throws Exception {
        int port = gateway.listen(config("required"));
        List<X509Certificate> path = below.certificates();
        String own = certificate(":" + base64(path.get(0)) + ":");
        assertThat(answer(port, BALANCER, own)).startsWith("HTTP/1.1 403 ");
        String chain = "Client-Cert-Chain: :" + base64(path.get(1)) + ":, :"
                + base64(root.own().certificate()) + ":\r\n";
        assertThat(peer(port, BALANCER, own + chain).certificates()).hasSize(3);
        assertThat(peer(port, BALANCER, certificate(escaped(below))).certificates())
                .hasSize(3);
    }

    private static Stream<String> refused() throws Exception {
        String der = base64(client.certificate());
        return Stream.of(
                certificate(escaped(TestAuthority.root(folder, "root").client("/CN=client"))),
                certificate(escaped(root.issue("/CN=expired", TestAuthority.CLIENT, -1))),
                certificate(escaped(root.issue("/CN=server", "extendedKeyUsage=serverAuth", 2))),
                certificate(escaped(TestAuthority.selfSigned(folder, "/CN=client", TestAuthority.CLIENT, 2))),
                certificate(der) + certificate(der),
                certificate("-----BEGIN%20CERTIFICATE-----"),
                certificate("-----BEGIN%2"),
                certificate("-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----"),
                certificate(":" + der),
                certificate("::"),
                certificate("no certificate"),
                certificate(der.substring(0, 200)),
                certificate(":" + der + ":") + "Client-Cert-Chain: nonsense\r\n");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aBadCertificateIsRefusedAlthoughTheBalancerIsTrusted(String headers) throws Exception {
        for (String wanted : List.of("optional", "required")) {
            assertThat(answer(gateway.listen(config(wanted)), BALANCER, headers))
                    .as(wanted)
                    .startsWith("HTTP/1.1 403 ");
        }
        assertThat(gateway.accepted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevokedCertificateIsRefusedToo(boolean ownAuthority) throws Exception {
        FakeAuthority authority = new FakeAuthority(folder);
        authority.believe(root.own().certificate());
        gateway.transport.bindAuthority(authority);
        Map<String, Object> config = config("required");
        if (ownAuthority) {
            config.remove("client_ca");
        }
        int port = gateway.listen(config);
        peer(port, BALANCER, certificate(escaped(client)));
        authority.revoked.add(client.certificate());
        assertThat(answer(port, BALANCER, certificate(escaped(client)))).startsWith("HTTP/1.1 403 ");
        peer(port, BALANCER, certificate(escaped(below)));
    }

    @Test
    void aResourceIsToldWhoAsksAndABadCertificateDoesNotGetThere() throws Exception {
        BlockingQueue<ConnectionInfo> asking = new LinkedBlockingQueue<>();
        HttpResource resource = request -> {
            asking.add(request.connection());
            return CompletableFuture.completedFuture(HttpReply.text(200, "hello"));
        };
        gateway.transport.resources().put(resource, Map.of(HttpResource.PATH, "/it"));
        int port = gateway.listen(config("optional"));
        String get = "GET /it HTTP/1.1\r\nHost: x\r\n";
        try (RawPeer peer = new RawPeer(socket(BALANCER, port))) {
            assertThat(peer.exchange(get + address("203.0.113.9") + certificate(escaped(client)) + "\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            ConnectionInfo first = Gateway.take(asking);
            assertThat(first.remote().getHostString()).isEqualTo("203.0.113.9");
            assertThat(first.certificates())
                    .containsExactly(client.certificate(), root.own().certificate());
            assertThat(peer.exchange(get + certificate("no certificate") + "\r\n"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(peer.exchange(get + "\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(Gateway.take(asking).certificates()).isEmpty();
        }
        int required = gateway.listen(config("required"));
        try (RawPeer peer = new RawPeer(socket(BALANCER, required))) {
            assertThat(peer.exchange(get + "\r\n")).startsWith("HTTP/1.1 403 ");
        }
        assertThat(asking).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Client-Cert: \r\n", "X-Client-Cert: (null)\r\n"})
    void aPeerWithoutCertificateGoesOnUnlessItNeedsOne(String headers) throws Exception {
        assertThat(peer(gateway.listen(config("optional")), BALANCER, headers).certificates())
                .isEmpty();
        assertThat(answer(gateway.listen(config("required")), BALANCER, headers))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aHeadThatIsTooLongIsRefused() throws Exception {
        assertThat(answer(gateway.listen(config("optional")), BALANCER, certificate("A".repeat(20_000))))
                .startsWith("HTTP/1.1 400 ");
    }

    // ---- who is believed

    @Test
    void nobodyElseIsBelieved() throws Exception {
        String headers = address("203.0.113.9") + certificate(escaped(client));
        ConnectionInfo info = peer(gateway.listen(config("optional")), STRANGER, headers);
        assertThat(info.remote().getHostString()).isEqualTo(STRANGER);
        assertThat(info.certificates()).isEmpty();
        assertThat(answer(gateway.listen(config("required")), STRANGER, headers))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void withoutConfigurationNobodyIsBelieved() throws Exception {
        ConnectionInfo info = peer(gateway.listenPlain(), BALANCER, address("203.0.113.9"));
        assertThat(info.remote().getHostString()).isEqualTo(BALANCER);
    }

    @Test
    void theBalancersOwnCertificateIsNotThePeers() throws Exception {
        Map<String, Object> config = config("required");
        config.put("tls", true);
        config.put("certificate", folder.resolve("gateway.crt").toString());
        config.put("certificate_key", folder.resolve("gateway.key").toString());
        Gateway.certify(folder);
        int port = gateway.listen(config);
        X509Certificate server = new Issued(folder.resolve("gateway.crt"), folder).certificate();
        TlsClient balancer = new TlsClient(server, root.client("/CN=balancer"));
        try (RawPeer peer = new RawPeer(balancer.connect(port, "TLSv1.3"))) {
            assertThat(peer.request("/websocket", UPGRADE)).startsWith("HTTP/1.1 403 ");
        }
        try (RawPeer peer = new RawPeer(balancer.connect(port, "TLSv1.3"))) {
            peer.request("/websocket", certificate(escaped(client)) + UPGRADE);
            assertThat(gateway.accepted().connection.info().certificates()).startsWith(client.certificate());
        }
    }

    @Test
    void otherAuthoritiesCountWithoutARestart() throws Exception {
        Path authorities = Files.copy(root.own().chain(), folder.resolve("authorities.pem"));
        Map<String, Object> config = config("required");
        config.put("client_ca", authorities.toString());
        int port = gateway.listen(config);
        peer(port, BALANCER, certificate(escaped(client)));
        TestAuthority other = TestAuthority.root(folder, "another");
        Files.copy(other.own().chain(), authorities, StandardCopyOption.REPLACE_EXISTING);
        String fresh = certificate(escaped(other.client("/CN=client")));
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (answer(port, BALANCER, fresh).startsWith("HTTP/1.1 403 ")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(answer(port, BALANCER, certificate(escaped(client)))).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            trusted_proxies       | localhost   | trusted.proxies = localhost: must be an IP address
            trusted_proxies       | 10.0.0.0/33 | trusted.proxies = 10.0.0.0/33: after the slash
            trusted_proxies       | 10.0.0.0/   | trusted.proxies = 10.0.0.0/: after the slash
            trusted_proxies       | ''          | forwarded.certificate needs trusted.proxies
            protocol              | stream      | trusted.proxies needs protocol = websocket
            forwarded_address     | X Y         | forwarded.address = X Y: is no name of an HTTP header
            forwarded_certificate | X:          | forwarded.certificate = X:: is no name of an HTTP header
            client_certificate    | none        | forwarded.certificate needs client.certificate
            """)
    void aMistakeIsToldWithItsKey(String key, String value, String message) {
        Map<String, Object> config = config("required");
        config.put(key, key.equals("trusted_proxies") ? new String[] {value} : value);
        assertThatThrownBy(() -> new ListenerSetup(
                                Configs.of(ListenerConfig.class, config), Map.of(), JdkTls.INSTANCE, new OwnAuthority())
                        .close())
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,       10.255.0.1,       true",
        "10.0.0.0/8,       11.0.0.0,         false",
        "192.168.4.0/22,   192.168.7.255,    true",
        "192.168.4.0/22,   192.168.8.0,      false",
        "192.168.4.1,      192.168.4.1,      true",
        "192.168.4.1,      192.168.4.0,      false",
        "0.0.0.0/0,        203.0.113.9,      true",
        "0.0.0.0/0,        2001:db8::1,      false",
        "2001:db8::/33,    2001:db8:7fff::1, true",
        "2001:db8::/33,    2001:db8:8000::1, false",
        "::1,              ::1,              true"
    })
    void aNetworkHoldsItsAddresses(String network, String address, boolean held) throws Exception {
        InetAddress literal = InetAddress.getByName(address);
        assertThat(Network.of("key", network).contains(literal)).isEqualTo(held);
    }
}
