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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** SIGTERM, with a gateway of its own. */
class StopIT {

    private static final Ended STOPPED = new Ended(1012, "Stop server");
    private static final long ENOUGH = 64L << 20;

    @Test
    void everyPeerHearsOfTheStopAndTheGatewayEndsWell() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start("stop");
                Tunnel tunnel = Tunnel.between(
                        gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, Tokens.next());
                WebSocketPeer waiting = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            waiting.authenticate(Credentials.of(Tokens.next()));
            FutureTask<Ended> waitingEnd = Transfer.start("waiting", waiting::awaitEnd);
            FutureTask<Boolean> firstSends = Transfer.start("first sends", () -> sendUntilCut(tunnel.first(), 1));
            FutureTask<Boolean> secondSends = Transfer.start("second sends", () -> sendUntilCut(tunnel.second(), 2));
            FutureTask<Tally> byFirst = Transfer.start("first receives", () -> Transfer.receiveAll(tunnel.first()));
            Tally bySecond = Transfer.receiveAll(tunnel.second(), received -> {
                if (received > ENOUGH) {
                    gateway.terminate();
                }
            });

            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            assertThat(bySecond).isEqualTo(Transfer.prefix(bySecond.bytes(), 1));
            Tally first = Transfer.await(byFirst, deadline);
            assertThat(first).isEqualTo(Transfer.prefix(first.bytes(), 2));
            assertThat(tunnel.first().ended()).isEqualTo(STOPPED);
            assertThat(tunnel.second().ended()).isEqualTo(STOPPED);
            assertThat(Transfer.await(waitingEnd, deadline)).isEqualTo(STOPPED);
            assertThat(Transfer.await(firstSends, deadline)).isTrue();
            assertThat(Transfer.await(secondSends, deadline)).isTrue();
            assertThat(gateway.awaitExit()).isZero();
            assertThat(gateway.log()).doesNotContain("| ERROR |").doesNotContain("Exception");
        }
    }

    private static boolean sendUntilCut(Peer peer, long seed) {
        try {
            Transfer.sendForEver(peer, seed);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
