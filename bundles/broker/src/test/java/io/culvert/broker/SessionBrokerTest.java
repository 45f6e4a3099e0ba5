package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.PeerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionBrokerTest {

    private static final CloseReason GO = new CloseReason(CloseReason.POLICY, "go");

    private final CompletableFuture<AuthResult> never = new CompletableFuture<>();
    private final FakeGateway gateway = FakeGateway.with(
            credentials -> credentials.token().equals("slow") ? never : AuthResult.accepted("id-of-somebody"));

    @Test
    void sessionsAreListedOldestFirstWithTheirStates() {
        FakeConnection connected = gateway.connect();
        FakeConnection authenticating = gateway.authenticated("slow", "s");
        FakeConnection waiting = gateway.connect().say("auth token {U} Ann -\n");
        gateway.authenticated("pair", "a");
        gateway.authenticated("pair", "b");
        gateway.connect().vanish();
        List<SessionInfo> sessions = gateway.broker.sessions();
        assertThat(sessions)
                .extracting(SessionInfo::connection)
                .containsExactly(connected.info(), authenticating.info(), waiting.info());
        assertThat(sessions)
                .extracting(SessionInfo::state)
                .containsExactly(
                        SessionInfo.State.CONNECTED, SessionInfo.State.AUTHENTICATING, SessionInfo.State.WAITING);
        assertThat(sessions)
                .extracting(SessionInfo::peer)
                .containsExactly(null, null, new PeerInfo("id-of-somebody", "{U}", "Ann"));
        assertThat(gateway.broker.tunnels()).hasSize(1);
    }

    @Test
    void whoIsBeingProbedIsListedAsWaiting() {
        gateway.connect().say("auth token u - -\n");
        gateway.connect().say("auth token u - -\n");
        assertThat(gateway.broker.sessions())
                .extracting(SessionInfo::state)
                .containsExactly(SessionInfo.State.WAITING, SessionInfo.State.WAITING);
    }

    @Test
    void anOperatorClosesSessionsInEveryState() {
        List<FakeConnection> peers =
                List.of(gateway.connect(), gateway.authenticated("slow", "s"), gateway.authenticated("token", "a"));
        for (FakeConnection peer : peers) {
            assertThat(gateway.broker.close(peer.info().id(), GO)).isTrue();
            assertThat(peer.closed()).isEqualTo(GO);
            assertThat(gateway.broker.close(peer.info().id(), GO)).isFalse();
        }
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    @Test
    void anOperatorClosesTunnelsByTheirIdOrThatOfAnEnd() {
        FakeConnection first = gateway.authenticated("one", "a");
        gateway.authenticated("one", "b");
        gateway.authenticated("two", "a");
        FakeConnection second = gateway.authenticated("two", "b");
        gateway.authenticated("three", "a");
        gateway.authenticated("three", "b");
        assertThat(gateway.broker.close(first.info().id(), GO)).isTrue();
        assertThat(gateway.broker.close(second.info().id(), GO)).isTrue();
        assertThat(gateway.broker.close("t3", GO)).isTrue();
        assertThat(gateway.broker.close("t3", GO)).isFalse();
        assertThat(gateway.transport.tunnels()).isEmpty();
        assertThat(gateway.transport.closings()).containsExactly(GO, GO, GO);
    }

    @Test
    void deactivationClosesEverybodyButTunnels() {
        List<FakeConnection> peers =
                List.of(gateway.connect(), gateway.authenticated("slow", "s"), gateway.authenticated("token", "a"));
        FakeConnection first = gateway.authenticated("pair", "a");
        FakeConnection second = gateway.authenticated("pair", "b");
        gateway.broker.deactivate();
        assertThat(peers).allSatisfy(peer -> assertThat(peer.closed()).isEqualTo(CloseReason.STOPPING));
        assertThat(first.joined() && second.joined()).isTrue();
        assertThat(gateway.transport.closings()).isEmpty();
        assertThat(gateway.workers.closed).isTrue();
        assertThat(gateway.timers.stopped()).isTrue();
        never.complete(new AuthResult.Accepted("late"));
        assertThat(peers.get(1).heard()).isEmpty();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("slow", null))).isTrue();
    }

    @Test
    void whoComesAfterDeactivationIsSentAway() {
        gateway.broker.deactivate();
        FakeConnection peer = gateway.connect().say("hello\n");
        assertThat(peer.closed()).isEqualTo(CloseReason.STOPPING);
        assertThat(peer.heard()).isEmpty();
        assertThat(gateway.broker.sessions()).isEmpty();
    }

    @Test
    void changedSettingsAreForThoseWhoComeLater() {
        FakeConnection before = gateway.connect();
        gateway.broker.modified(FakeConfig.of(Map.of("inactive_timeout", 2, "authenticator_threads", 3)), Map.of());
        FakeConnection after = gateway.connect();
        gateway.timers.pass(Duration.ofSeconds(2));
        assertThat(before.closed()).isNull();
        assertThat(after.closed()).isEqualTo(Refusals.INACTIVE);
        gateway.timers.pass(Duration.ofSeconds(6));
        assertThat(before.closed()).isEqualTo(Refusals.INACTIVE);
        assertThat(gateway.workers.threads).isEqualTo(3);
    }

    @Test
    void authenticatorsComeAndGoWhileTheBrokerWorks() {
        FakeGateway changing = new FakeGateway(Settings.DEFAULTS);
        FakeReference reference = new FakeReference(Map.of("service.id", 1L, "name", "door"));
        Authenticator authenticator = credentials -> AuthResult.accepted("me");
        changing.broker.addAuthenticator(authenticator, reference);
        FakeConnection waiting = changing.authenticated("token", "a");
        changing.broker.updatedAuthenticator(
                authenticator, new FakeReference(Map.of("service.id", 1L, "name", "gate", "ranking", 3)));
        assertThat(changing.broker.authenticators()).singleElement().satisfies(info -> {
            assertThat(info.name()).isEqualTo("gate");
            assertThat(info.ranking()).isEqualTo(3);
            assertThat(info.accepted()).isEqualTo(1);
        });
        changing.broker.removeAuthenticator(authenticator, reference);
        assertThat(changing.authenticated("token", "b").heard()).containsExactly("rejected AUTHENTICATION_FAILED");
        assertThat(waiting.closed()).isNull();
    }

    @Test
    void aWholeBrokerRunsAndStops() {
        FakeTransport transport = new FakeTransport();
        SessionBroker broker = new SessionBroker(
                new FakeCodec(),
                transport,
                new LocalRendezvous(FakeRendezvous.spentTokens()),
                FakeConfig.of(Map.of()),
                Map.of());
        FakeConnection peer = new FakeConnection("c1", 1).connect(broker).say("hello\n");
        broker.deactivate();
        assertThat(peer.heard()).containsExactly("welcome");
        assertThat(peer.closed()).isEqualTo(CloseReason.STOPPING);
    }
}
