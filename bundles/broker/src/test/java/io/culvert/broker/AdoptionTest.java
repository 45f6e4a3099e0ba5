package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdoptionTest {

    private static final RendezvousKey KEY = FakeGateway.key("token", null);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final FakeTimers timers = new FakeTimers();
    private final FakeTransport transport = new FakeTransport();
    private final FakeRendezvous rendezvous = new FakeRendezvous();

    @Test
    void aNewBrokerKeepsTheKeysOfStandingTunnelsTaken() {
        FakeGateway gateway = FakeGateway.open();
        gateway.authenticated("token", "a");
        gateway.authenticated("token", "b");
        gateway.restartBroker();
        assertThat(gateway.transport.closings()).isEmpty();
        assertThat(gateway.authenticated("token", "c").closed()).isEqualTo(Refusals.TUNNEL_EXISTS);
        gateway.transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        assertThat(gateway.authenticated("token", "c").closed()).isNull();
    }

    @Test
    void aTunnelThatEndsWhileThereIsNoBrokerLeavesItsKeyFree() {
        FakeGateway gateway = FakeGateway.open();
        gateway.authenticated("token", "a");
        gateway.authenticated("token", "b");
        gateway.transport.listener = null;
        gateway.broker.deactivate();
        gateway.transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        assertThat(gateway.rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void aTunnelThatIsClosingIsNotAdopted() {
        stand("t1", "c1", true);
        broker();
        assertThat(rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void aTunnelThatEndsBeforeTheTransportKnowsItsListenerIsNoticed() {
        stand("t1", "c1", false);
        broker();
        transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        assertThat(rendezvous.isTaken(KEY)).isTrue();
        timers.pass(LONG);
        assertThat(rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void howeverLongTheTransportTakesToKnowItsListenerNothingIsMissed() {
        stand("t1", "c1", false);
        broker();
        timers.pass(LONG);
        transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        timers.pass(LONG);
        assertThat(rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void aBrokerThatHasStoppedHoldsNoKey() {
        HeldKeys keys = new HeldKeys(rendezvous);
        rendezvous.take(KEY);
        keys.stop();
        assertThat(keys.claim(KEY, "c1")).isFalse();
        assertThat(rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void theFirstCallFromTheTransportDoesNotHideWhatWasMissedBefore() {
        stand("t1", "c1", false);
        SessionBroker broker = broker();
        transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        transport.listener = broker;
        transport.standing("t2", FakeGateway.key("other", null).digest(), end("c3"), end("c4"), false);
        transport.closeTunnel("t2", CloseReason.PARTNER_LEFT);
        timers.pass(LONG);
        assertThat(rendezvous.isFree(KEY)).isTrue();
    }

    @Test
    void theEndOfAFormerTunnelDoesNotFreeTheKeyOfItsSuccessor() {
        stand("t1", "c1", false);
        SessionBroker broker = broker();
        transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        timers.pass(LONG);
        rendezvous.take(KEY);
        broker.closing(stand("t1", "c1", true));
        assertThat(rendezvous.isTaken(KEY)).isTrue();
    }

    @Test
    void standingTunnelsAndIntroductionsAreLeftAloneByTheSweep() {
        FakeGateway gateway = FakeGateway.open();
        gateway.authenticated("token", "a");
        gateway.authenticated("token", "b");
        gateway.connect().say("auth probing u a -\n");
        gateway.connect().say("auth probing u b -\n");
        gateway.timers.pass(Duration.ofSeconds(5));
        assertThat(gateway.rendezvous.isTaken(KEY)).isTrue();
        assertThat(gateway.rendezvous.isTaken(FakeGateway.key("probing", null))).isTrue();
    }

    private SessionBroker broker() {
        return new SessionBroker(
                new FakeCodec(), transport, rendezvous, Settings.DEFAULTS, timers, new DirectWorkers());
    }

    private TunnelInfo stand(String id, String connection, boolean closing) {
        return transport.standing(id, KEY.digest(), end(connection), end(connection + "-partner"), closing);
    }

    private static TunnelEnd end(String connection) {
        return new TunnelEnd(new FakeConnection(connection, 1).info(), new PeerInfo("somebody", null, null));
    }
}
