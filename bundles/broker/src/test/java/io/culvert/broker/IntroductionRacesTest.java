package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.CloseReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody comes in at the worst moment, each of them by hand. */
class IntroductionRacesTest {

    private static final RendezvousKey KEY = FakeGateway.key("token", null);

    private final FakeGateway gateway = FakeGateway.open();

    @Test
    void whoClosesBeforeBeingParkedIsNotParked() {
        FakeConnection peer = gateway.connect();
        gateway.rendezvous.beforeMeet.happens(peer::vanish);
        peer.say("auth token - a -\n");
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void whoClosesBetweenBeingParkedAndKnowingItLeaves() {
        FakeConnection peer = gateway.connect();
        gateway.rendezvous.afterMeet.happens(peer::vanish);
        peer.say("auth token - a -\n");
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void whoIsMetBetweenBeingParkedAndKnowingItStaysInItsTunnel() {
        FakeConnection first = gateway.connect();
        gateway.rendezvous.afterMeet.happens(() -> gateway.authenticated("token", "b"));
        first.say("auth token - a -\n");
        assertThat(first.heard()).containsExactly("accepted", "established b");
        assertThat(gateway.rendezvous.isTaken(KEY)).isTrue();
    }

    @Test
    void ifThePartnerClosesInTheMomentOfMeetingTheVisitorWaits() {
        FakeConnection first = gateway.authenticated("token", "a");
        FakeConnection second = gateway.connect();
        gateway.rendezvous.afterMeet.happens(first::vanish);
        second.say("auth token - b -\n");
        assertThat(second.closed()).isNull();
        assertThat(second.joined()).isFalse();
        FakeConnection third = gateway.authenticated("token", "c");
        assertThat(second.heard()).containsExactly("accepted", "established c");
        assertThat(third.heard()).containsExactly("accepted", "established b");
    }

    @Test
    void ifTheVisitorClosesInTheMomentOfMeetingThePartnerWaitsOn() {
        FakeConnection first = gateway.authenticated("token", "a");
        FakeConnection second = gateway.connect();
        gateway.rendezvous.afterMeet.happens(second::vanish);
        second.say("auth token - b -\n");
        assertThat(first.closed()).isNull();
        assertThat(gateway.authenticated("token", "c").heard()).containsExactly("accepted", "established a");
        assertThat(first.heard()).containsExactly("accepted", "established c");
    }

    @Test
    void ifBothCloseInTheMomentOfMeetingTheKeyIsFree() {
        FakeConnection first = gateway.authenticated("token", "a");
        FakeConnection second = gateway.connect();
        gateway.rendezvous.afterMeet.happens(() -> {
            first.vanish();
            second.vanish();
        });
        second.say("auth token - b -\n");
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
        assertThat(gateway.broker.sessions()).isEmpty();
    }

    @Test
    void whoVanishesInTheMomentOfJoiningLeavesThePartnerToldAndTheKeyFree() {
        FakeConnection first = gateway.authenticated("token", "a");
        gateway.transport.beforeJoin.happens(first::vanish);
        FakeConnection second = gateway.authenticated("token", "b");
        assertThat(second.joined()).isTrue();
        assertThat(gateway.transport.closings()).containsExactly(CloseReason.PARTNER_LEFT);
        assertThat(gateway.transport.requests()).isEmpty(); // the transport knows by itself
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
        assertThat(gateway.broker.sessions()).isEmpty();
    }

    @Test
    void aTunnelThatEndsBeforeItsMakerKnowsItFreesTheKey() {
        gateway.authenticated("token", "a");
        gateway.transport.afterJoin.happens(() -> gateway.transport.closeTunnel("t1", CloseReason.PARTNER_LEFT));
        gateway.authenticated("token", "b");
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void dataInTheMomentOfJoiningEndsTheTunnel() {
        FakeConnection first = gateway.authenticated("token", "a");
        gateway.transport.afterJoin.happens(() -> first.say("too soon"));
        gateway.authenticated("token", "b");
        assertThat(gateway.transport.closings()).containsExactly(Refusals.NOT_SILENT);
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void dataThatIsHeardOnlyAfterJoiningEndsTheTunnel() {
        gateway.authenticated("token", "a");
        FakeConnection second = gateway.authenticated("token", "b");
        second.say("too soon");
        assertThat(gateway.transport.closings()).containsExactly(Refusals.NOT_SILENT);
    }

    @Test
    void anOperatorWhoClosesInTheMomentOfJoiningIsHeeded() {
        FakeConnection first = gateway.authenticated("token", "a");
        CloseReason reason = new CloseReason(CloseReason.POLICY, "go");
        gateway.transport.afterJoin.happens(
                () -> gateway.broker.close(first.info().id(), reason));
        gateway.authenticated("token", "b");
        assertThat(gateway.transport.closings()).containsExactly(reason);
    }

    @Test
    void aBrokerThatStopsInTheMomentOfMeetingLeavesNoKeyTaken() {
        FakeConnection first = gateway.authenticated("token", "a");
        FakeConnection second = gateway.connect();
        gateway.rendezvous.afterMeet.happens(gateway.broker::deactivate);
        second.say("auth token - b -\n");
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
        assertThat(List.of(first, second))
                .allSatisfy(peer -> assertThat(peer.closed()).isEqualTo(CloseReason.STOPPING));
    }

    @Test
    void aBrokerThatStopsInTheMomentOfJoiningLeavesNoKeyTaken() {
        gateway.authenticated("token", "a");
        gateway.transport.afterJoin.happens(gateway.broker::deactivate);
        gateway.authenticated("token", "b");
        assertThat(gateway.transport.closings()).containsExactly(CloseReason.STOPPING);
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void aBrokerThatStopsWhileSomebodyIsBeingParkedLeavesNobodyThere() {
        FakeConnection peer = gateway.connect();
        gateway.rendezvous.beforeMeet.happens(gateway.broker::deactivate);
        peer.say("auth token - a -\n");
        assertThat(peer.closed()).isEqualTo(CloseReason.STOPPING);
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }
}
