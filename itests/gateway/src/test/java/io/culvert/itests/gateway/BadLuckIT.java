package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Peer;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tally;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that die, freeze, and leave at the wrong moment. */
@ExtendWith(SharedGateway.class)
class BadLuckIT {

    private static final long MIB = 1L << 20;
    private static final long ENOUGH = 64 * MIB;
    private static final Ended LOST = new Ended(1001, "Tunnel client disconnected");

    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void anEndThatIsKilledLeavesTheOtherWithAllThatArrived(PeerKind doomed, GatewayProcess gateway) throws Exception {
        String token = Tokens.next();
        Process process = DoomedPeer.start(doomed, gateway.ports(), token);
        try (Peer survivor = PeerKind.CLASSIC_WEBSOCKET.connect(gateway.ports())) {
            survivor.authenticate(Credentials.of(token));
            survivor.awaitEstablished();
            Tally received = Transfer.receiveAll(survivor, bytes -> {
                if (bytes > ENOUGH) {
                    process.destroyForcibly();
                }
            });
            assertThat(survivor.ended()).isIn(endingsOf(doomed));
            assertThat(received).isEqualTo(Transfer.prefix(received.bytes(), DoomedPeer.SEED));
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The kernel ends the stream of a killed process as if it had meant to leave. A WebSocket peer has not said goodbye;
     * if it died inside a frame there is no place for a Close frame, and the connection just ends.
     */
    private static List<Ended> endingsOf(PeerKind killed) {
        return killed == PeerKind.CLASSIC_STREAM
                ? List.of(new Ended(1000, "Tunnel client disconnected"))
                : List.of(LOST, new Ended(Ended.LOST, ""));
    }

    @Test
    void aPeerThatFreezesIsFoundOut(GatewayProcess gateway) throws Exception {
        try (Tunnel tunnel = Tunnel.between(
                gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, Tokens.next())) {
            // Nobody reads for the first one, so it answers no ping.
            assertThat(tunnel.second().awaitEnd()).isEqualTo(LOST);
        }
    }

    @Test
    void aWaitingPeerThatFrozeGivesWayToItsSuccessor(GatewayProcess gateway) throws Exception {
        Credentials credentials = Credentials.of(Tokens.next());
        try (WebSocketPeer frozen = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC);
                WebSocketPeer again = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC);
                WebSocketPeer partner = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            frozen.authenticate(credentials);
            frozen.mute();
            again.authenticate(credentials);
            FutureTask<Void> established = Transfer.start("again", () -> {
                again.awaitEstablished();
                return null;
            });
            // The newcomer's question and the ping find out at the same moment, and only the first says why.
            assertThat(frozen.awaitEnd().code()).isIn(1011, Ended.LOST);
            partner.authenticate(Credentials.of(credentials.token()));
            partner.awaitEstablished();
            Transfer.await(established, System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
            Transfer.bothWays(again, partner, MIB, 20);
        }
    }

    @Test
    void endsThatLeaveAtTheSameMomentPartInPeace(GatewayProcess gateway) throws Exception {
        String token = Tokens.next();
        for (int i = 0; i < 50; i++) {
            try (Tunnel tunnel =
                    Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, token)) {
                FutureTask<Ended> first = Transfer.start("first", () -> leave(tunnel.first()));
                Ended second = leave(tunnel.second());
                assertThat(second.code()).isEqualTo(1000);
                assertThat(Transfer.await(first, System.nanoTime() + TimeUnit.SECONDS.toNanos(20))
                                .code())
                        .isEqualTo(1000);
            }
        }
    }

    @Test
    void peersThatComeBackAtOnceMeetAgain(GatewayProcess gateway) throws Exception {
        String token = Tokens.next();
        for (int i = 0; i < 200; i++) {
            try (Tunnel tunnel =
                    Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, token)) {
                tunnel.first().leave();
                assertThat(tunnel.second().awaitEnd().code()).isEqualTo(1000);
            }
        }
    }

    private static Ended leave(Peer peer) throws IOException {
        peer.leave();
        return peer.awaitEnd();
    }
}
