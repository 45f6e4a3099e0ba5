package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
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

/** Listeners that have their certificate, and whom they believe, from the gateway's own authority. */
@Timeout(120)
@ParameterizedClass
@EnumSource
class OwnAuthorityTest {

    private static final int ATTEMPTS = 20;

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestTls tls;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private FakeAuthority authority;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        authority = new FakeAuthority(folder);
        gateway = new Gateway(Map.of("ping_interval", 0));
        tls.use(gateway.transport);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** A listener whose certificate's files do not exist. */
    private Map<String, Object> config(String... more) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "name", "tls",
                "certificate", folder.resolve("gateway.crt").toString(),
                "certificate_key", folder.resolve("gateway.key").toString()));
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    private TlsClient client(@Nullable Issued own) throws Exception {
        return new TlsClient(authority.root.own().certificate(), own);
    }

    private List<X509Certificate> known(TlsClient client, int port, String protocol) throws Exception {
        try (RawPeer peer = RawPeer.connect(client.connect(port, protocol))) {
            assertThat(peer.socket.isClosed()).isFalse();
            return gateway.accepted().connection.info().certificates();
        }
    }

    private List<X509Certificate> known(TlsClient client, int port) throws Exception {
        return known(client, port, "TLSv1.3");
    }

    private boolean refused(TlsClient client, int port) {
        try {
            known(client, port);
            return false;
        } catch (IOException e) {
            return true;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate shown(TlsClient client, int port) throws Exception {
        try (SSLSocket socket = client.connect(port, "TLSv1.3")) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private X509Certificate issued() {
        return authority.issued.values().iterator().next().chain().get(0);
    }

    // ---- the server's certificate

    @Test
    void theFirstCertificateComesFromTheAuthority() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        assertThat(shown(client(null), port)).isEqualTo(issued());
        assertThat(known(client(null), port)).isEmpty();
        assertThat(authority.issued.keySet())
                .containsExactly(
                        List.of(
                                        "localhost",
                                        "127.0.0.1",
                                        "::1",
                                        InetAddress.getLocalHost().getHostName())
                                .stream()
                                .distinct()
                                .toList());
        assertThat(folder.resolve("gateway.crt")).doesNotExist();
    }

    @Test
    void itIsForTheNamesThatAreConfigured() {
        gateway.transport.bindAuthority(authority);
        Map<String, Object> config = config();
        config.put("certificate_names", new String[] {"gateway.example, *.example", "192.0.2.7", "2001:db8::1"});
        gateway.listen(config);
        assertThat(authority.issued.keySet())
                .containsExactly(List.of("gateway.example", "*.example", "192.0.2.7", "2001:db8::1"));
    }

    @Test
    void aHostThatIsListenedOnIsAmongItsNames() throws Exception {
        gateway.transport.bindAuthority(authority);
        gateway.listen(config("host", "127.0.0.2"));
        assertThat(authority.issued.keySet().iterator().next()).contains("127.0.0.2");
        authority.issued.clear();
        gateway.listen(config("host", "0.0.0.0"));
        assertThat(authority.issued.keySet().iterator().next()).doesNotContain("0.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "https://x", "x:443", "1.2.3", "300.1.1.1", "-x", "x..y", "é.example", "a.*.b"})
    void aNameThatIsNoneIsAMistake(String name) {
        Map<String, Object> config = config();
        config.put("certificate_names", new String[] {"good.example", name});
        assertThatThrownBy(() ->
                        new ListenerSetup(Gateway.listenerConfig(config), Map.of(), tls.provider(), new OwnAuthority()))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("certificate.names = " + name + ": must be a host name");
    }

    @Test
    void withoutAnAuthorityThePortIsClosedUntilOneComes() throws Exception {
        Listener listener = gateway.listener(config());
        assertThat(listener.info()).isEmpty();
        gateway.transport.bindAuthority(authority);
        assertThat(shown(client(null), Gateway.port(listener))).isEqualTo(issued());
    }

    @Test
    void filesOpenThePortAsWellAsAnAuthorityDoes() throws Exception {
        Listener listener = gateway.listener(config());
        assertThat(listener.info()).isEmpty();
        Gateway.certify(folder);
        X509Certificate server = new Issued(folder.resolve("gateway.crt"), folder).certificate();
        assertThat(known(new TlsClient(server, null), Gateway.port(listener))).isEmpty();
    }

    @Test
    void anAuthorityThatCannotIssueIsAskedAgain() throws Exception {
        authority.fail("its keys are locked");
        gateway.transport.bindAuthority(authority);
        Listener listener = gateway.listener(config());
        assertThat(listener.info()).isEmpty();
        authority.fail("");
        assertThat(known(client(null), Gateway.port(listener))).isEmpty();
    }

    @Test
    void aProviderThatCameWhileThePortWasClosedIsUsed() throws Exception {
        Listener listener = gateway.listener(config());
        TestTls other = tls == TestTls.JAVA ? TestTls.BORINGSSL : TestTls.JAVA;
        other.use(gateway.transport);
        gateway.transport.bindAuthority(authority);
        Gateway.port(listener);
        assertThat(listener.info().orElseThrow().tlsProvider())
                .isEqualTo(other.provider().name());
    }

    @Test
    void aRenewedCertificateIsShownAndConnectionsStay() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        try (RawPeer standing = RawPeer.connect(client(null).connect(port, "TLSv1.3"))) {
            Gateway.Seen seen = gateway.accepted();
            X509Certificate before = issued();
            authority.renew();
            TlsClient fresh = client(null);
            Gateway.await(() -> {
                try {
                    return !shown(fresh, port).equals(before);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(shown(fresh, port)).isEqualTo(issued());
            standing.sendText("alive");
            assertThat(Gateway.take(seen.texts)).isEqualTo("alive");
        }
    }

    @Test
    void whatItHasShownStaysInUseWhenTheAuthorityGoesOrFails() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        authority.fail("its keys are locked");
        TlsClient own = client(authority.root.client("/CN=own"));
        assertThat(known(own, port)).hasSize(2);
        gateway.transport.unbindAuthority(authority);
        Gateway.await(() -> {
            try {
                return known(own, port).isEmpty(); // nobody is asked any more
            } catch (IOException e) {
                return false; // still asked, and nobody can tell whether it is revoked
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(shown(client(null), port)).isEqualTo(issued());
    }

    @Test
    void filesThatTheOperatorPutsThereAreUsedAndWithoutThemTheAuthorityIsAgain() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        Gateway.certify(folder);
        X509Certificate files = new Issued(folder.resolve("gateway.crt"), folder).certificate();
        TlsClient trusting = new TlsClient(files, null);
        Gateway.await(() -> !refused(trusting, port));
        Files.delete(folder.resolve("gateway.crt"));
        Files.delete(folder.resolve("gateway.key"));
        TlsClient own = client(null);
        Gateway.await(() -> !refused(own, port));
        assertThat(shown(own, port)).isEqualTo(issued());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.crt", "gateway.key"})
    void oneOfTheTwoFilesAloneIsAMistake(String missing) throws Exception {
        gateway.transport.bindAuthority(authority);
        Gateway.certify(folder);
        Files.delete(folder.resolve(missing));
        Listener listener = gateway.listener(config());
        assertThat(listener.info()).isEmpty();
        assertThat(authority.issued).isEmpty();
        assertThatThrownBy(() -> new ListenerSetup(
                        Gateway.listenerConfig(config()), Map.of(), tls.provider(), gateway.transport.authority()))
                .hasMessageContaining(missing + ": there is no such file");
    }

    // ---- certificates of peers

    @Test
    void itsDevicesAreKnownWithoutBeingConfigured() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        Issued device = authority.root.client("/CN=device");
        assertThat(known(client(device), port))
                .containsExactly(device.certificate(), authority.root.own().certificate());
        assertThat(known(client(null), port)).isEmpty();
        assertThat(refused(client(TestAuthority.root(folder, "culvert").client("/CN=device")), port))
                .isTrue();
    }

    @Test
    void peersAreNotAskedWhereThatIsSwitchedOff() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config("client_certificate", "none"));
        assertThat(known(client(authority.root.client("/CN=device")), port)).isEmpty();
    }

    @Test
    void whereTheyAreRequiredThereIsNoPortBeforeThereIsAnAuthority() throws Exception {
        Gateway.certify(folder);
        X509Certificate server = new Issued(folder.resolve("gateway.crt"), folder).certificate();
        TlsClient device = new TlsClient(server, authority.root.client("/CN=device"));
        Listener listener = gateway.listener(config("client_certificate", "required"));
        assertThat(listener.info()).isEmpty();
        gateway.transport.bindAuthority(authority);
        int port = Gateway.port(listener);
        assertThat(known(device, port)).hasSize(2);
        assertThat(refused(new TlsClient(server, null), port)).isTrue();

        gateway.transport.unbindAuthority(authority);
        assertThat(refused(device, port)).isTrue(); // nobody can tell whether it is revoked
        gateway.transport.bindAuthority(authority);
        assertThat(known(device, port)).hasSize(2);
    }

    @Test
    void aPortIsClosedWhenItGetsAConfigurationThatNeedsAnAuthorityAndConnectionsStay() throws Exception {
        gateway.listenTls(folder);
        Listener listener = gateway.listeners.get(0);
        X509Certificate server = new Issued(folder.resolve("gateway.crt"), folder).certificate();
        try (RawPeer standing =
                RawPeer.connect(new TlsClient(server, null).connect(Gateway.port(listener), "TLSv1.3"))) {
            Gateway.Seen seen = gateway.accepted();
            listener.modified(Gateway.listenerConfig(config("client_certificate", "required")), Map.of());
            assertThat(listener.info()).isEmpty();
            standing.sendText("alive");
            assertThat(Gateway.take(seen.texts)).isEqualTo("alive");
            gateway.transport.bindAuthority(authority);
            assertThat(refused(new TlsClient(server, null), Gateway.port(listener)))
                    .isTrue();
        }
    }

    @Test
    void newAuthoritiesAreBelievedBesideTheOldOnesAndConnectionsStay() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        TestAuthority next = TestAuthority.root(folder, "next");
        TlsClient old = client(authority.root.client("/CN=old"));
        TlsClient fresh = client(next.client("/CN=fresh"));
        try (RawPeer standing = RawPeer.connect(old.connect(port, "TLSv1.3"))) {
            Gateway.Seen seen = gateway.accepted();
            assertThat(refused(fresh, port)).isTrue();
            authority.believe(next.own().certificate(), authority.root.own().certificate());
            Gateway.await(() -> !refused(fresh, port));
            assertThat(known(old, port)).hasSize(2);
            authority.believe(next.own().certificate());
            Gateway.await(() -> refused(old, port)); // although it has a session
            assertThat(known(fresh, port)).hasSize(2);
            standing.sendText("alive");
            assertThat(Gateway.take(seen.texts)).isEqualTo("alive");
        }
    }

    // ---- revocation

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRevokedCertificateGetsNobodyInAndCannotResume(String protocol) throws Exception {
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        Issued device = authority.root.client("/CN=device");
        TlsClient client = client(device);
        boolean resumed = false;
        for (int i = 0; i < ATTEMPTS && !resumed; i++) {
            long before = System.currentTimeMillis();
            try (SSLSocket socket = client.connect(port, protocol);
                    RawPeer peer = RawPeer.connect(socket)) {
                resumed = socket.getSession().getCreationTime() < before;
                Gateway.Seen seen = gateway.accepted();
                seen.connection.send("hello"); // the ticket of TLS 1.3 comes with what is read
                assertThat(peer.receive().text()).isEqualTo("hello");
            }
        }
        assertThat(resumed).isTrue();
        authority.revoked.add(device.certificate());
        for (TlsClient either : List.of(client, client(device))) {
            assertThatThrownBy(() -> known(either, port, protocol)).isInstanceOf(IOException.class);
        }
        assertThat(gateway.accepted).isEmpty();
        authority.revoked.clear();
        assertThat(known(client(device), port, protocol)).hasSize(2);
    }

    @Test
    void anAuthorityThatFailsLetsNobodyInByCertificateAndEverybodyElse() throws Exception {
        gateway.transport.bindAuthority(authority);
        int required = gateway.listen(config("client_certificate", "required"));
        int optional = gateway.listen(config());
        int file =
                gateway.listen(config("client_ca", authority.root.own().chain().toString()));
        TlsClient device = client(authority.root.client("/CN=device"));
        authority.breakDown(true);
        assertThat(refused(device, required)).isTrue();
        assertThat(refused(device, file)).isTrue();
        assertThat(known(client(null), optional)).isEmpty();
        Gateway.await(() -> !refused(device, optional)); // it is not asked any more
        assertThat(refused(device, required)).isTrue();
        authority.breakDown(false);
        assertThat(known(device, required)).hasSize(2);
        assertThat(known(device, file)).hasSize(2);
    }

    @Test
    void itCountsAlsoWhereTheAuthoritiesAreInAFile() throws Exception {
        gateway.transport.bindAuthority(authority);
        int port =
                gateway.listen(config("client_ca", authority.root.own().chain().toString()));
        Issued device = authority.root.client("/CN=device");
        assertThat(known(client(device), port)).hasSize(2);
        authority.revoked.add(device.certificate());
        assertThat(refused(client(device), port)).isTrue();
        gateway.transport.unbindAuthority(authority);
        assertThat(known(client(device), port)).hasSize(2); // whose authority is the operator's affair
    }

    @Test
    void itCountsForEveryRequestOfAConnectionThatStands() throws Exception {
        BlockingQueue<HttpRequest> requests = new LinkedBlockingQueue<>();
        HttpResource resource = request -> {
            requests.add(request);
            return CompletableFuture.completedFuture(HttpReply.text(200, "hello"));
        };
        gateway.transport.resources().put(resource, Map.of(HttpResource.PATH, "/it"));
        gateway.transport.bindAuthority(authority);
        int port = gateway.listen(config());
        Issued device = authority.root.client("/CN=device");
        try (RawPeer peer = new RawPeer(client(device).connect(port, "TLSv1.3"))) {
            assertThat(peer.exchange("GET /it HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(Gateway.take(requests).connection().certificates())
                    .containsExactly(device.certificate(), authority.root.own().certificate());
            authority.revoked.add(device.certificate());
            assertThat(peer.exchange("GET /it HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 403 ");
            assertThat(peer.request(
                            "/websocket",
                            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
        assertThat(requests).isEmpty();
    }
}
