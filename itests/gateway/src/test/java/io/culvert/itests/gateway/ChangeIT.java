package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Flow;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Ports;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration, tokens and certificates change under a tunnel that moves data. */
class ChangeIT {

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start("change");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void changedTokensCountForNewcomersOnly() throws Exception {
        try (Tunnel tunnel =
                Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-0")) {
            Flow flow = Flow.start(tunnel.first(), tunnel.second(), 1);
            gateway.writeTokens("fresh", "token-1", "token-2");
            Await.until("the fresh token to open the door", () -> meets(gateway.ports(), "fresh"));
            assertThat(meets(gateway.ports(), "token-0")).isFalse();
            flow.awaitProgress();
            flow.stop(deadline());
        }
    }

    @Test
    void anIdentityGetsNoMoreTunnelsThanItsFileAllows() throws Exception {
        Files.writeString(
                gateway.etc("io.culvert.authenticator.statictoken-limited.config"),
                "name=\"limited\"\n.tokens=[\"limited-a\",\"limited-b\"]\nlimit.tunnels=I\"1\"\n");
        Await.until("the new file to count", () -> meets(gateway.ports(), "limited-b"));
        try (Tunnel tunnel =
                Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "limited-a")) {
            assertThat(meets(gateway.ports(), "limited-b")).isFalse();
            assertThat(meets(gateway.ports(), "token-1")).isTrue();
            Transfer.bothWays(tunnel.first(), tunnel.second(), 1024, 60);
        }
        Await.until("the tunnel to be counted no more", () -> meets(gateway.ports(), "limited-b"));
    }

    @Test
    void aListenerWithABadConfigurationKeepsTheLastGoodOne() throws Exception {
        Path file = gateway.etc("io.culvert.transport.undertow.listener-plain.cfg");
        String good = Files.readString(file);
        Files.writeString(file, good.replaceFirst("port = \\d+", "port = nonsense"));
        try {
            Await.until("the mistake to be reported", () -> logHas(file.getFileName() + "", "port", "nonsense"));
            assertThat(meets(gateway.ports(), "token-1")).isTrue();
        } finally {
            Files.writeString(file, good);
        }
    }

    @Test
    void aTokenFileWithAMistakeKeepsTheLastGoodOne() throws Exception {
        Path file = gateway.etc("io.culvert.authenticator.statictoken-itests.config");
        String good = Files.readString(file);
        Files.writeString(file, good + "tokens.sha256=[\"not a digest\"]\n");
        try {
            Await.until("the mistake to be reported", () -> logHas(file.getFileName() + "", "tokens.sha256"));
            assertThat(meets(gateway.ports(), "token-2")).isTrue();
        } finally {
            Files.writeString(file, good);
        }
    }

    @Test
    void aNewCertificateServesNewHandshakesAndLeavesConnectionsAlone(@TempDir Path folder) throws Exception {
        X509Certificate authority = Certificate.read(gateway.authority());
        Certificate renewed = Certificate.create(folder, "renewed");
        SSLContext trust = Certificate.trusting(authority, renewed.certificate());
        Endpoint tls = gateway.tls(trust);
        try (Tunnel tunnel =
                Tunnel.between(new Ports(tls, tls), PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, "token-1")) {
            assertThat(served(tls).getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
            Flow flow = Flow.start(tunnel.first(), tunnel.second(), 1);
            renewed.write(gateway.etc("tls/gateway.crt"), gateway.etc("tls/gateway.key"));
            Await.until("the new certificate to be served", () -> renewed.certificate()
                    .equals(servedIfAny(tls)));
            flow.awaitProgress();
            flow.stop(deadline());
            Transfer.bothWays(tunnel.first(), tunnel.second(), 1 << 24, 30);
        }
    }

    private static X509Certificate served(Endpoint tls) throws IOException {
        try (WebSocketPeer peer = WebSocketPeer.connect(tls, Dialect.CLASSIC)) {
            SSLSocket socket = peer.wire().tls();
            if (socket == null) {
                throw new AssertionError("not a TLS connection");
            }
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** While the files are being replaced a handshake may meet either certificate, but must not fail. */
    private static X509Certificate servedIfAny(Endpoint tls) {
        try {
            return served(tls);
        } catch (IOException e) {
            throw new AssertionError("a handshake failed while the certificate changed", e);
        }
    }

    private static boolean meets(Ports ports, String token) {
        try (Tunnel tunnel = Tunnel.between(ports, PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_STREAM, token)) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    private static boolean logHas(String... words) {
        try {
            return gateway.log().lines().anyMatch(line -> {
                for (String word : words) {
                    if (!line.contains(word)) {
                        return false;
                    }
                }
                return true;
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    }
}
