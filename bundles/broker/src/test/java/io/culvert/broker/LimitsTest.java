package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.Limits;
import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an authenticator allows a peer, as far as the broker sees to it. */
class LimitsTest {

    private static final AuthResult.Uses ONCE = new AuthResult.Uses(1, Instant.parse("2126-01-01T00:00:00Z"));

    @Test
    void aOneTimeTokenIsSpentByTheFirstPairThatMeets() {
        FakeGateway gateway = accepting(new Accepted("me").goodFor(ONCE));
        FakeConnection first = gateway.connect().say("auth t {A} - one\n");
        FakeConnection second = gateway.connect().say("auth t {B} - one\n");
        assertThat(first.joined() && second.joined()).isTrue();
        FakeConnection third = gateway.connect().say("auth t {C} - two\n");
        assertThat(third.heard()).containsExactly("rejected AUTHENTICATION_FAILED");
        assertThat(third.closed()).isNotNull();
    }

    @Test
    void formsOfOneTokenAreCountedTogether() {
        FakeGateway gateway = accepting(
                new Accepted("me").inScope("all").goodFor(new AuthResult.Uses(1, ONCE.until(), "what they share")));
        gateway.connect().say("auth one-form {A} - 1\n");
        assertThat(gateway.connect().say("auth another-form {B} - 1\n").joined())
                .isTrue();
        assertThat(gateway.connect().say("auth third-form {C} - 2\n").heard())
                .containsExactly("rejected AUTHENTICATION_FAILED");
    }

    @Test
    void ofTwoPairsThatWaitWithOneTokenOnlyOneGetsATunnel() {
        FakeGateway gateway = accepting(new Accepted("me").goodFor(ONCE));
        gateway.connect().say("auth t {A} - one\n");
        FakeConnection slow = gateway.connect().say("auth t {B} - two\n");
        gateway.connect().say("auth t {C} - one\n");
        // It is used up for who comes now, and whoever was let in before waits in vain.
        FakeConnection late = gateway.connect().say("auth t {D} - two\n");
        assertThat(late.heard()).containsExactly("rejected AUTHENTICATION_FAILED");
        assertThat(slow.joined()).isFalse();
        assertThat(gateway.transport.ever()).hasSize(1);
    }

    @Test
    void aTokenThatIsUsedUpBetweenAdmissionAndMeetingMakesNoTunnel() {
        FakeGateway gateway = accepting(new Accepted("me").goodFor(ONCE));
        FakeConnection first = gateway.connect().say("auth t {A} - one\n");
        // Another node of the gateway is faster.
        gateway.rendezvous.beforeMeet.happens(
                () -> gateway.rendezvous.spend(RendezvousKey.scopeOfToken("t"), 1, ONCE.until()));
        FakeConnection second = gateway.connect().say("auth t {B} - one\n");
        CloseReason reason = new CloseReason(CloseReason.REFUSED, "The token is used up.");
        assertThat(first.closed()).isEqualTo(reason);
        assertThat(second.closed()).isEqualTo(reason);
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("t", "one"))).isTrue();
    }

    @Test
    void anIdentityHasNoMoreTunnelsThanItMay() {
        FakeGateway gateway = accepting(new Accepted("me").within(new Limits(2, 0, Duration.ZERO)));
        for (int i = 0; i < 2; i++) {
            gateway.connect().say("auth t" + i + " {A} - -\n");
            gateway.connect().say("auth t" + i + " {B} - -\n");
        }
        assertThat(gateway.transport.tunnels()).hasSize(2);
        FakeConnection first = gateway.connect().say("auth t9 {A} - -\n");
        FakeConnection second = gateway.connect().say("auth t9 {B} - -\n");
        CloseReason reason = new CloseReason(CloseReason.REFUSED, "Too many tunnels at the same time.");
        assertThat(first.closed()).isEqualTo(reason);
        assertThat(second.closed()).isEqualTo(reason);

        gateway.transport.closeTunnel("t1", CloseReason.STOPPING);
        gateway.connect().say("auth t9 {A} - -\n");
        assertThat(gateway.connect().say("auth t9 {B} - -\n").joined()).isTrue();
    }

    @Test
    void standingTunnelsCountForTheNextBrokerToo() {
        FakeGateway gateway = accepting(new Accepted("somebody").within(new Limits(1, 0, Duration.ZERO)));
        gateway.connect().say("auth t {A} - -\n");
        gateway.connect().say("auth t {B} - -\n");
        gateway.restartBroker();
        gateway.add(credentials ->
                CompletableFuture.completedStage(new Accepted("somebody").within(new Limits(1, 0, Duration.ZERO))));
        gateway.connect().say("auth u {A} - -\n");
        assertThat(gateway.connect().say("auth u {B} - -\n").joined()).isFalse();
    }

    @Test
    void aTunnelHasTheLowerLimitsOfItsEnds() {
        Map<String, Limits> limits = Map.of(
                "a", new Limits(0, 1000, Duration.ofSeconds(9)),
                "b", new Limits(0, 500, Duration.ZERO),
                "c", Limits.NONE);
        FakeGateway gateway = FakeGateway.with(credentials -> CompletableFuture.completedStage(
                new Accepted("me").inScope("all").within(limits.getOrDefault(credentials.token(), Limits.NONE))));
        gateway.connect().say("auth a {A} - 1\n");
        gateway.connect().say("auth b {B} - 1\n");
        assertThat(gateway.transport.limits).isEqualTo(new TunnelLimits(500, Duration.ofSeconds(9)));
        gateway.connect().say("auth c {A} - 2\n");
        gateway.connect().say("auth c {B} - 2\n");
        assertThat(gateway.transport.limits).isEqualTo(TunnelLimits.NONE);
    }

    private static FakeGateway accepting(Accepted result) {
        return FakeGateway.with(credentials -> CompletableFuture.completedStage(result));
    }
}
