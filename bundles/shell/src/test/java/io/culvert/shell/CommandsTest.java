package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo.State;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.plugin.PluginDiagnosis;
import io.culvert.api.plugin.PluginInfo;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo.Kind;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import java.time.Duration;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final PeerInfo LAPTOP = new PeerInfo("home", "{8c1f}", "laptop");
    private static final PeerInfo NAMELESS = new PeerInfo("home", null, null);

    private final FakeGateway gateway = new FakeGateway();

    @Test
    void infoShowsTheGatewayInFigures() throws Exception {
        gateway.listeners.add(
                new ListenerInfo("main", Kind.WEBSOCKET, true, "Java", FakeGateway.address(127, 0, 0, 1, 8443), 5));
        gateway.session("c1", State.WAITING, Duration.ofSeconds(3), LAPTOP);
        gateway.tunnel("t1", Duration.ofSeconds(192), LAPTOP, NAMELESS);

        assertThat(gateway.run(new InfoCommand()))
                .contains("Version         0.1.0\n")
                .contains("Node            gw1\n")
                .containsPattern("Uptime          (\\d+m)?\\d+s\n")
                .contains("Sessions        0 connected, 0 authenticating, 0 certifying, 1 waiting\n")
                .contains("Tunnels         1, 1.2 MiB/s\n")
                .contains("Authenticators  0\n")
                .containsPattern("Heap            [0-9.]+ [MG]iB of [0-9.]+ [MG]iB\n")
                .containsPattern("Direct memory   [0-9.]+ [KMG]?i?B\n")
                .contains("Listener        main: wss (TLS by Java) on 127.0.0.1:8443, 5 connections\n");
    }

    @Test
    void infoGivesTheSameAsJson() throws Exception {
        gateway.listeners.add(
                new ListenerInfo("raw", Kind.STREAM, false, "", FakeGateway.address(127, 0, 0, 1, 7000), 0));
        gateway.session("c1", State.WAITING, Duration.ofSeconds(3), LAPTOP);

        JsonNode info = gateway.runJson(new InfoCommand());

        assertThat(info.at("/version").asText()).isEqualTo("0.1.0");
        assertThat(info.at("/uptime").isNumber()).isTrue();
        assertThat(info.at("/transport/node").asText()).isEqualTo("gw1");
        assertThat(info.at("/transport/listeners/0/address").asText()).isEqualTo("127.0.0.1:7000");
        assertThat(info.at("/transport/listeners/0/encrypted").isBoolean()).isTrue();
        assertThat(info.at("/broker/sessions/WAITING").asInt()).isEqualTo(1);
        assertThat(info.at("/memory/heapUsed").asLong()).isPositive();
    }

    @Test
    void infoSaysWhatIsNotRunning() throws Exception {
        gateway.without(Broker.class).without(Transport.class).without(AuthorityOperations.class);

        assertThat(gateway.run(new InfoCommand()))
                .contains("Node            not running\n")
                .contains("Sessions        not running\n")
                .contains("Authority       not running\n");
        assertThat(gateway.runJson(new InfoCommand()).at("/broker").isNull()).isTrue();
        assertThat(gateway.runJson(new InfoCommand()).at("/authority").isNull()).isTrue();
    }

    @Test
    void infoSaysHowTheAuthorityIs() throws Exception {
        assertThat(gateway.run(new InfoCommand())).contains("Authority       valid\n");

        gateway.authority.generations.add(FakeAuthority.generation(2, Phase.PREPARED));
        gateway.authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
        assertThat(gateway.run(new InfoCommand())).contains("Authority       valid, G1 until 2031-11-20\n");

        gateway.authority.state = AuthorityStatus.State.KEY_MISSING;
        gateway.authority.problem = "ca.p12 is\u001b gone: copy it back.";
        assertThat(gateway.run(new InfoCommand()))
                .contains("Authority       key-missing, G1 until 2031-11-20. ca.p12 is? gone: copy it back.\n");
        assertThat(gateway.runJson(new InfoCommand()).at("/authority/state").asText())
                .isEqualTo("KEY_MISSING");
    }

    @Test
    void sessionsShowsWhoAPeerIsOnceThatIsKnown() throws Exception {
        gateway.session("c1", State.CONNECTED, Duration.ofSeconds(2), null);
        gateway.session("c2", State.WAITING, Duration.ofSeconds(192), LAPTOP);

        assertThat(gateway.run(new SessionsCommand()).lines().map(CommandsTest::cells))
                .contains(
                        "c1|connected|2s|-|-|-|203.0.113.7:40001|wss|main",
                        "c2|waiting|3m12s|home|laptop|{8c1f}|203.0.113.7:40001|wss|main");
    }

    @Test
    void sessionsGivesSnapshotsAsJson() throws Exception {
        gateway.session("c1", State.CONNECTED, Duration.ofSeconds(2), null);
        gateway.session("c2", State.WAITING, Duration.ofSeconds(192), new PeerInfo("home", null, "a\u001b\u009b\"b"));

        JsonNode sessions = gateway.runJson(new SessionsCommand());

        assertThat(sessions).hasSize(2);
        assertThat(sessions.at("/0/peer").isNull()).isTrue();
        assertThat(sessions.at("/1/state").asText()).isEqualTo("WAITING");
        assertThat(sessions.at("/1/stateSince").asText()).isEqualTo("2026-11-22T11:56:48Z");
        assertThat(sessions.at("/1/peer/name").asText()).isEqualTo("a\u001b\u009b\"b");
        assertThat(sessions.at("/1/connection/certificates").isArray()).isTrue();
        assertThat(gateway.run(new SessionsCommand())).doesNotContain("\u001b", "\u009b");
    }

    @Test
    void jsonHoldsNoControlCharacter() throws Exception {
        gateway.session("c1", State.WAITING, Duration.ZERO, new PeerInfo("home", null, "a\u001b\u009b\u202eb"));
        SessionsCommand command = new SessionsCommand();
        command.json = true;

        assertThat(gateway.run(command).strip()).matches("[ -~]+");
    }

    @Test
    void anEmptyListIsSaidInWordsAndIsAnEmptyArray() throws Exception {
        assertThat(gateway.run(new SessionsCommand())).contains("No peer is waiting.");
        assertThat(gateway.run(new TunnelsCommand())).contains("There is no tunnel.");
        assertThat(gateway.run(new AuthenticatorsCommand())).contains("every peer is rejected");
        assertThat(gateway.runJson(new TunnelsCommand())).isEmpty();
    }

    @Test
    void tunnelsShowsBothEndsOldestTunnelFirst() throws Exception {
        gateway.tunnel("t2", Duration.ofSeconds(5), NAMELESS, NAMELESS);
        gateway.tunnel("t1", Duration.ofSeconds(192), LAPTOP, NAMELESS);

        assertThat(gateway.run(new TunnelsCommand()).lines().skip(2).map(CommandsTest::cells))
                .containsExactly(
                        "t1|3m12s|1.2 MiB/s|12 MiB|home|laptop|{8c1f}|203.0.113.7:40001|wss",
                        "|||3.0 KiB|home|-|-|203.0.113.7:40001|tls",
                        "t2|5s|1.2 MiB/s|12 MiB|home|-|-|203.0.113.7:40001|wss",
                        "|||3.0 KiB|home|-|-|203.0.113.7:40001|tls");
    }

    @Test
    void tunnelsAreShownWithoutABroker() throws Exception {
        gateway.tunnel("t1", Duration.ofSeconds(192), LAPTOP, NAMELESS);
        gateway.without(Broker.class);

        JsonNode tunnels = gateway.runJson(new TunnelsCommand());

        assertThat(tunnels.at("/0/id").asText()).isEqualTo("t1");
        assertThat(tunnels.at("/0/first/peer/uuid").asText()).isEqualTo("{8c1f}");
        assertThat(tunnels.at("/0/second/connection/remote").asText()).isEqualTo("203.0.113.7:40001");
        assertThat(tunnels.at("/0/bytesToSecond").asLong()).isEqualTo(12 << 20);
        assertThat(tunnels.at("/0").has("key")).isFalse();
    }

    @Test
    void authenticatorsShowsWhatTheyDecided() throws Exception {
        gateway.authenticators.add(new AuthenticatorInfo(
                "home",
                "io.culvert.x",
                null,
                5,
                13,
                7,
                1,
                2,
                3,
                4,
                Duration.ofNanos(1_250_000),
                Duration.ofMillis(9),
                "no answer within 5 s",
                AuthenticatorInfo.Circuit.HALF_OPEN));

        assertThat(gateway.run(new AuthenticatorsCommand()).lines().map(CommandsTest::cells))
                .contains("home|io.culvert.x|5|13|7|1|2|3|4|1.3 ms|9.0 ms|half-open", "home: no answer within 5 s");
        assertThat(gateway.runJson(new AuthenticatorsCommand())
                        .at("/authenticators/0/median")
                        .asDouble())
                .isEqualTo(0.00125);
    }

    @Test
    void authenticatorsNamesTheBundlesThatTakeNoPart() throws Exception {
        gateway.plugins.add(new PluginInfo(56, "com.example.gate", "1.0.0", null));
        gateway.plugins.add(new PluginInfo(57, "com.example.door", "1.2.3", "no\u001b[31m door"));

        assertThat(gateway.run(new AuthenticatorsCommand()))
                .endsWith("These bundles give no authenticator:\n  57  com.example.door 1.2.3: no?[31m door\n");
        JsonNode missing = gateway.runJson(new AuthenticatorsCommand()).at("/missing");
        assertThat(missing).hasSize(1);
        assertThat(missing.at("/0/id").asInt()).isEqualTo(57);
        assertThat(missing.at("/0/bundle").asText()).isEqualTo("com.example.door");
        assertThat(missing.at("/0/version").asText()).isEqualTo("1.2.3");
        assertThat(missing.at("/0/problem").asText()).startsWith("no").endsWith(" door");
    }

    @Test
    void authenticatorsSaysWhoIsAwayWhenNobodyKnowsThePlugins() {
        gateway.without(PluginDiagnosis.class);

        assertThatThrownBy(() -> gateway.run(new AuthenticatorsCommand()))
                .isInstanceOf(CommandException.class)
                .hasMessage("The broker is not running; see bundle:list and log:tail");
    }

    @Test
    void closeTellsThePeersTheReason() throws Exception {
        gateway.session("c1", State.WAITING, Duration.ZERO, LAPTOP);
        CloseCommand command = new CloseCommand();
        command.id = "c1";
        command.reason = "Maintenance";

        assertThat(gateway.run(command)).isEqualTo("Closed c1\n");
        assertThat(gateway.closed).containsEntry("c1", new CloseReason(CloseReason.POLICY, "Maintenance"));
    }

    @Test
    void closeFailsWhenThereIsNothingToClose() {
        CloseCommand command = new CloseCommand();
        command.id = "t9";

        assertThatThrownBy(() -> gateway.run(command))
                .isInstanceOf(CommandException.class)
                .hasMessage("There is no session or tunnel t9");
        assertThatThrownBy(() -> gateway.runJson(command)).isInstanceOf(CommandException.class);
    }

    @Test
    void closeEndsATunnelWithoutABroker() throws Exception {
        gateway.tunnel("t1", Duration.ZERO, LAPTOP, NAMELESS);
        gateway.without(Broker.class);
        CloseCommand command = new CloseCommand();
        command.id = "t1";

        assertThat(gateway.runJson(command).at("/closed").asText()).isEqualTo("t1");
        assertThat(gateway.closed).containsKey("t1");
    }

    @Test
    void aPartThatIsNotRunningIsAnErrorThatSaysSo() {
        gateway.without(Broker.class).without(Transport.class);

        assertThatThrownBy(() -> gateway.run(new SessionsCommand()))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("The broker is not running");
        assertThatThrownBy(() -> gateway.run(new TunnelsCommand()))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("The transport is not running");
    }

    /** A row of a table as its cells between bars. */
    private static String cells(String row) {
        return row.replaceAll("\\s*[|│]\\s*", "|").strip();
    }
}
