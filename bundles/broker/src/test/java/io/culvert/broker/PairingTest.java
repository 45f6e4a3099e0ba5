package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.TunnelInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PairingTest {

    private final FakeGateway gateway = FakeGateway.open();

    @Test
    void twoWithTheSameTokenMeet() {
        FakeConnection first = gateway.connect().say("auth token {A} Ann -\n");
        FakeConnection second = gateway.connect().say("auth token {B} Bob -\n");
        assertThat(first.heard()).containsExactly("accepted", "established Bob");
        assertThat(second.heard()).containsExactly("accepted", "established Ann");
        TunnelInfo tunnel = gateway.transport.ever().get(0);
        assertThat(tunnel.key()).isEqualTo(FakeGateway.key("token", null).digest());
        assertThat(tunnel.first().connection()).isEqualTo(first.info());
        assertThat(tunnel.first().peer()).isEqualTo(new PeerInfo("somebody", "{A}", "Ann"));
        assertThat(tunnel.second().connection()).isEqualTo(second.info());
        assertThat(gateway.broker.sessions()).isEmpty();
    }

    @Test
    void tokenAndNonceMustBothBeEqual() {
        gateway.connect().say("auth ab - - c\n");
        gateway.connect().say("auth a - - bc\n");
        gateway.connect().say("auth ab - - -\n");
        gateway.connect().say("auth x - - c\n");
        assertThat(gateway.transport.ever()).isEmpty();
        FakeConnection match = gateway.connect().say("auth a - - bc\n");
        assertThat(match.joined()).isTrue();
        assertThat(gateway.transport.ever()).hasSize(1);
    }

    @Test
    void theAuthenticatorsScopeTakesThePlaceOfTheToken() {
        FakeGateway scoped = FakeGateway.with(
                credentials -> CompletableFuture.completedStage(new AuthResult.Accepted(credentials.token())
                        .inScope(credentials.token().startsWith("house1") ? "1" : "2")));
        scoped.authenticated("house1-ann", "Ann");
        FakeConnection stranger = scoped.authenticated("house2-eve", "Eve");
        FakeConnection partner = scoped.authenticated("house1-bob", "Bob");
        assertThat(partner.heard()).containsExactly("accepted", "established Ann");
        assertThat(stranger.joined()).isFalse();
    }

    @Test
    void aThirdIsRefusedAndTheTunnelUndisturbed() {
        gateway.authenticated("token", "a");
        gateway.authenticated("token", "b");
        FakeConnection third = gateway.authenticated("token", "c");
        assertThat(third.heard()).containsExactly("accepted");
        assertThat(third.closed())
                .isEqualTo(new CloseReason(1011, "Tunnel already exists for this token nonce combination."));
        assertThat(gateway.transport.tunnels()).hasSize(1);
        assertThat(gateway.transport.closings()).isEmpty();
        // The third's end does not free the key.
        assertThat(gateway.authenticated("token", "d").closed()).isNotNull();
    }

    @Test
    void whenATunnelClosesItsKeyIsFree() {
        gateway.authenticated("token", "a");
        gateway.authenticated("token", "b");
        gateway.transport.closeTunnel("t1", CloseReason.PARTNER_LEFT);
        FakeConnection again = gateway.authenticated("token", "a");
        assertThat(again.closed()).isNull();
        assertThat(gateway.authenticated("token", "b").joined()).isTrue();
        assertThat(again.joined()).isTrue();
    }

    @Test
    void whoLeftIsNotMet() {
        gateway.authenticated("token", "a").vanish();
        FakeConnection second = gateway.authenticated("token", "b");
        assertThat(second.joined()).isFalse();
        assertThat(second.closed()).isNull();
    }

    @Test
    void aFailingRendezvousClosesThePeer() {
        gateway.rendezvous.failure = new IllegalStateException("no cluster");
        FakeConnection peer = gateway.authenticated("token", "a");
        assertThat(peer.closed()).isEqualTo(new CloseReason(1011, "Internal error."));
        assertThat(gateway.broker.sessions()).isEmpty();
    }

    @Test
    void aFailingTransportClosesBothAndFreesTheKey() {
        FakeConnection first = gateway.authenticated("token", "a");
        gateway.transport.broken = true;
        FakeConnection second = gateway.authenticated("token", "b");
        assertThat(first.closed()).isNotNull();
        assertThat(second.closed()).isNotNull();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    // The same uuid at both ends

    @Test
    void aLivingDoubleClosesBoth() {
        FakeConnection first = gateway.connect().say("auth token {ABC} - -\n");
        FakeConnection second = gateway.connect().say("auth token abc - -\n");
        assertThat(first.probed()).isTrue();
        assertThat(first.closed()).isNull();
        first.alive.complete(true);
        assertThat(first.closed()).isEqualTo(new CloseReason(1011, "Duplicated client UUID."));
        assertThat(second.closed()).isEqualTo(first.closed());
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    @Test
    void aLivingDoubleWithANonceIsALoop() {
        FakeConnection first = gateway.connect().say("auth token u - once\n");
        FakeConnection second = gateway.connect().say("auth token u - once\n");
        first.alive.complete(true);
        assertThat(first.closed()).isEqualTo(new CloseReason(1011, "Client loop detected."));
        assertThat(second.closed()).isEqualTo(first.closed());
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", "once"))).isTrue();
    }

    @Test
    void aDeadDoubleIsReplaced() {
        FakeConnection dead = gateway.connect().say("auth token u Dead -\n");
        FakeConnection fresh = gateway.connect().say("auth token u Fresh -\n");
        dead.alive.complete(false);
        assertThat(dead.closed()).isNotNull();
        assertThat(fresh.closed()).isNull();
        FakeConnection partner = gateway.connect().say("auth token v Partner -\n");
        assertThat(partner.heard()).containsExactly("accepted", "established Fresh");
        assertThat(fresh.heard()).containsExactly("accepted", "established Partner");
    }

    @Test
    void aFailedProbeCountsAsDead() {
        FakeConnection dead = gateway.connect().say("auth token u Dead -\n");
        FakeConnection fresh = gateway.connect().say("auth token u Fresh -\n");
        dead.alive.completeExceptionally(new IllegalStateException("no pings here"));
        assertThat(dead.closed()).isNotNull();
        assertThat(fresh.closed()).isNull();
    }

    @Test
    void withoutAUuidNobodyIsADouble() {
        FakeConnection first = gateway.connect().say("auth token - a -\n");
        FakeConnection second = gateway.connect().say("auth token - b -\n");
        assertThat(first.probed()).isFalse();
        assertThat(second.joined()).isTrue();
        gateway.connect().say("auth other {} a -\n");
        assertThat(gateway.connect().say("auth other {} b -\n").joined()).isTrue();
    }

    @Test
    void aThirdDuringTheProbeIsRefused() {
        FakeConnection first = gateway.connect().say("auth token u - -\n");
        FakeConnection second = gateway.connect().say("auth token u - -\n");
        FakeConnection third = gateway.connect().say("auth token v - -\n");
        assertThat(third.closed()).isEqualTo(Refusals.TUNNEL_EXISTS);
        first.alive.complete(false);
        assertThat(second.closed()).isNull();
    }

    @Test
    void ifTheNewcomerLeavesDuringTheProbeTheOldOneWaitsOn() {
        FakeConnection first = gateway.connect().say("auth token u Old -\n");
        FakeConnection second = gateway.connect().say("auth token u New -\n");
        second.vanish();
        first.alive.complete(true);
        assertThat(first.closed()).isNull();
        FakeConnection partner = gateway.connect().say("auth token v Partner -\n");
        assertThat(partner.heard()).containsExactly("accepted", "established Old");
    }

    @Test
    void ifTheOldOneLeavesDuringTheProbeTheNewcomerWaits() {
        FakeConnection first = gateway.connect().say("auth token u Old -\n");
        gateway.connect().say("auth token u New -\n");
        first.vanish();
        FakeConnection partner = gateway.connect().say("auth token v Partner -\n");
        assertThat(partner.heard()).containsExactly("accepted", "established New");
    }

    @Test
    void ifBothLeaveDuringTheProbeTheKeyIsFree() {
        FakeConnection first = gateway.connect().say("auth token u Old -\n");
        FakeConnection second = gateway.connect().say("auth token u New -\n");
        second.vanish();
        first.vanish();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
        assertThat(gateway.broker.sessions()).isEmpty();
    }

    @Test
    void aProbeDoesNotProlongTheWait() {
        FakeConnection first = gateway.connect().say("auth token u Old -\n");
        gateway.timers.pass(Duration.ofSeconds(7));
        FakeConnection second = gateway.connect().say("auth token u New -\n");
        gateway.timers.pass(Duration.ofSeconds(1));
        assertThat(first.closed()).isNull();
        second.vanish();
        first.alive.complete(true);
        gateway.timers.pass(Duration.ZERO);
        assertThat(first.closed()).isEqualTo(Refusals.ALONE);
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    /** A timer that waits in vain would keep a closed connection, and its TLS engine, in memory. */
    @Test
    void noTimerOutlivesWhatItWasFor() {
        FakeGateway gateway = FakeGateway.open();
        int before = gateway.timers.waiting();
        gateway.authenticated("t", "one");
        gateway.authenticated("t", "two");
        gateway.authenticated("wrong", "rejected");
        gateway.connect().vanish();
        gateway.authenticated("alone", "leaves").vanish();

        assertThat(gateway.transport.tunnels()).hasSize(1);
        assertThat(gateway.timers.waiting()).isEqualTo(before);

        gateway.authenticated("alone", "waits");
        assertThat(gateway.timers.waiting()).isEqualTo(before + 1);
    }
}
