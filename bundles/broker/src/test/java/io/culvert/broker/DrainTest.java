package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.transport.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A gateway that is to become empty. */
class DrainTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final CompletableFuture<AuthResult> never = new CompletableFuture<>();
    private final FakeGateway gateway = FakeGateway.with(
            credentials -> credentials.token().equals("slow") ? never : AuthResult.accepted("somebody"));

    @Test
    void whoWaitsIsSentAwayAndWhoComesToo() {
        List<FakeConnection> peers =
                List.of(gateway.connect(), gateway.authenticated("slow", "s"), gateway.authenticated("t", "a"));
        gateway.broker.drain(MINUTE);
        assertThat(peers).allSatisfy(peer -> assertThat(peer.closed()).isEqualTo(Drain.REASON));
        FakeConnection late = gateway.authenticated("t", "b");
        assertThat(late.closed()).isEqualTo(Drain.REASON);
        assertThat(late.heard()).isEmpty();
        assertThat(gateway.broker.sessions()).isEmpty();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("t", null))).isTrue();
        assertThat(Drain.REASON.code()).isEqualTo(CloseReason.SERVICE_RESTART);
    }

    @Test
    void tunnelsGoOnUntilTheTimeIsOver() {
        tunnel();
        gateway.broker.drain(MINUTE);
        gateway.timers.pass(MINUTE.minusMillis(1));
        assertThat(gateway.transport.tunnels()).hasSize(1);
        gateway.timers.pass(Duration.ofMillis(1));
        assertThat(gateway.transport.tunnels()).isEmpty();
        assertThat(gateway.transport.closings()).containsExactly(Drain.REASON);
        assertThat(gateway.broker.drainsUntil()).as("still").isNotNull();
        assertThat(gateway.connect().closed()).isEqualTo(Drain.REASON);
    }

    @Test
    void aSecondCallChangesTheTime() {
        tunnel();
        gateway.broker.drain(MINUTE);
        gateway.broker.drain(MINUTE.multipliedBy(2));
        gateway.timers.pass(MINUTE);
        assertThat(gateway.transport.tunnels()).hasSize(1);
        gateway.broker.drain(Duration.ZERO);
        gateway.timers.pass(Duration.ZERO);
        assertThat(gateway.transport.tunnels()).isEmpty();
    }

    @Test
    void itCanBeTakenBack() {
        assertThat(gateway.broker.drainsUntil()).isNull();
        gateway.broker.resume();
        tunnel();
        gateway.broker.drain(MINUTE);
        assertThat(gateway.broker.drainsUntil()).isNotNull();
        gateway.broker.resume();
        assertThat(gateway.broker.drainsUntil()).isNull();
        gateway.timers.pass(MINUTE.multipliedBy(2));
        assertThat(gateway.transport.tunnels()).hasSize(1);
        assertThat(gateway.authenticated("other", "c").closed()).isNull();
    }

    @Test
    void aNewBrokerTakesPeersAgain() {
        gateway.broker.drain(MINUTE);
        gateway.restartBroker();
        assertThat(gateway.broker.drainsUntil()).isNull();
        assertThat(gateway.authenticated("t", "a").closed()).isNull();
    }

    private void tunnel() {
        gateway.authenticated("pair", "a");
        gateway.authenticated("pair", "b");
        assertThat(gateway.transport.tunnels()).hasSize(1);
    }
}
