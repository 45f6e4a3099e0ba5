package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Json;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written down of peers and operators, and the emptying of a gateway; with gateways of their own. */
class AuditIT {

    private static final String WRONG = "not-a-token-of-this-gateway";

    @Test
    void whatHappensIsInTheLogWhichIsWholeAlsoAfterAKillAndHoldsNoToken() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start("audit")) {
            GatewayShell shell = GatewayShell.of(gateway);
            String session;
            try (Tunnel tunnel =
                    Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-3")) {
                Transfer.bothWays(tunnel.first(), tunnel.second(), 1 << 16, 20);
                session = refused(gateway);
                String id = Objects.requireNonNull(event(shell, "tunnel-opened").get("tunnel"))
                        .toString();
                shell.execute("culvert:close --reason Maintenance " + id);
                assertThat(tunnel.first().awaitEnd()).isEqualTo(new Ended(1008, "Maintenance"));
            }
            assertThat(event(shell, "peer-accepted"))
                    .containsEntry("identity", "itests")
                    .containsEntry("authenticator", "itests")
                    .containsEntry("node", "itest");
            assertThat(event(shell, "peer-refused"))
                    .containsEntry("session", session)
                    .containsEntry("result", "rejected");
            assertThat(event(shell, "tunnel-closed"))
                    .containsEntry("reason", "Maintenance")
                    .containsEntry("bytesToFirst", (long) (1 << 16))
                    .containsEntry("bytesToSecond", (long) (1 << 16));
            assertThat(event(shell, "operator-acted"))
                    .containsEntry("user", "itest")
                    .containsEntry("action", "tunnel.close")
                    .containsEntry("success", true);
            assertThat(event(shell, "authority")).containsKey("action");
            assertThat(gateway.log())
                    .contains("Node itest begins run "
                            + event(shell, "peer-accepted").get("run"));
            assertThat(shell.execute("culvert:audit verify")).contains("The audit log is whole");

            gateway.kill();
            try (GatewayProcess again = gateway.startAgain()) {
                Map<String, @Nullable Object> report = Json.object(shell.execute("culvert:audit --json verify"));
                assertThat(report).containsEntry("fault", null).containsEntry("keyed", true);
                assertThat(event(shell, "log-started")).containsEntry("after", "kill");
                documentedCheck(again.state());
                noTokenIn(again.state().resolve("log"));
                tamper(again.state().resolve("log/audit.log"));
                assertThatThrownBy(() -> shell.execute("culvert:audit verify"))
                        .hasMessageContaining("The audit log is broken at line");
            }
        }
    }

    /** Gives the id of a session, as the peer itself reads it. */
    private static String refused(GatewayProcess gateway) throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            peer.present(Credentials.of(WRONG));
            assertThat(peer.document().toString()).contains("AuthenticationFailed");
            assertThat(peer.awaitEnd()).isEqualTo(new Ended(1011, "Authentication failed."));
            return Objects.requireNonNull(peer.session());
        }
    }

    /** The last event of this kind, which must come. */
    private static Map<String, @Nullable Object> event(GatewayShell shell, String kind) throws Exception {
        String[] found = {""};
        Await.until("an event " + kind, () -> {
            found[0] = tail(shell)
                    .lines()
                    .filter(line -> line.contains("\"event\":\"" + kind + "\""))
                    .reduce("", (first, second) -> second);
            return !found[0].isEmpty();
        });
        return Json.object(found[0]);
    }

    private static String tail(GatewayShell shell) {
        try {
            return shell.execute("culvert:audit -n 1000 tail");
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The program of docs/operations.md. */
    private static void documentedCheck(Path state) throws Exception {
        String page = Files.readString(Path.of("../../docs/operations.md"));
        Matcher program = Pattern.compile("```python\n(import hashlib.*?)```", Pattern.DOTALL)
                .matcher(page);
        assertThat(program.find()).isTrue();
        Process python = new ProcessBuilder("python3", "-c", program.group(1))
                .directory(state.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        assertThat(output).startsWith("whole, ");
    }

    private static void noTokenIn(Path logs) throws IOException {
        try (Stream<Path> files = Files.walk(logs)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : List.of(WRONG, "token-3", "token-4")) {
                    assertThat(content.contains(secret))
                            .as(file + " has " + secret)
                            .isFalse();
                }
            }
        }
    }

    private static void tamper(Path file) throws IOException {
        String content = Files.readString(file);
        assertThat(content).contains("\"reason\":\"Maintenance\"");
        Files.writeString(file, content.replace("\"reason\":\"Maintenance\"", "\"reason\":\"maintenance\""));
    }

    @Test
    void aGatewayIsEmptiedAndTakesPeersAgain() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start("drain");
                Tunnel tunnel = Tunnel.between(
                        gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, "token-1");
                WebSocketPeer waiting = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            GatewayShell shell = GatewayShell.of(gateway);
            waiting.authenticate(Credentials.of("token-2"));
            Map<String, @Nullable Object> drained = Json.object(shell.execute("culvert:drain --json --seconds 600"));
            assertThat(drained).containsEntry("tunnels", 1L);
            assertThat(drained.get("drainsUntil")).isNotNull();
            assertThat(waiting.awaitEnd().code()).isEqualTo(1012);
            try (WebSocketPeer late = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
                assertThat(late.awaitEnd().code()).isEqualTo(1012);
            }
            assertThat(shell.execute("culvert:info")).contains("Draining");
            Transfer.bothWays(tunnel.first(), tunnel.second(), 1 << 20, 20);

            shell.execute("culvert:drain --seconds 0");
            Ended end = tunnel.first().awaitEnd();
            assertThat(end.code()).isEqualTo(1012);

            assertThat(shell.execute("culvert:drain --stop")).isEqualTo("Takes peers.\n");
            try (Tunnel again =
                    Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-1")) {
                Transfer.bothWays(again.first(), again.second(), 1 << 16, 20);
            }
        }
    }
}
