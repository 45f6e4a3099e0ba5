package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;

import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tally;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.util.concurrent.FutureTask;
import org.junit.Test;

public class TunnelIT extends InGateway {

    private static final long MIB = 1L << 20;
    private static final long SMALL = 16 * MIB;
    private static final long GIBIBYTE = 1024 * MIB;
    private static final long DEADLINE_SECONDS = 180;

    @Test
    public void everyKindMeetsEveryKind() throws Exception {
        for (PeerKind first : PeerKind.values()) {
            for (PeerKind second : PeerKind.values()) {
                try (Tunnel tunnel = Tunnel.between(ports(), first, second, token())) {
                    Transfer.bothWays(tunnel.first(), tunnel.second(), SMALL, DEADLINE_SECONDS);
                    checkPartingOf(tunnel);
                } catch (AssertionError e) {
                    throw new AssertionError(first + " and " + second, e);
                }
            }
        }
    }

    @Test
    public void aGibibyteCrossesBothWaysAtOnceBetweenWebSockets() throws Exception {
        checkGibibyte(PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET);
    }

    @Test
    public void aGibibyteCrossesBothWaysAtOnceBetweenWebSocketAndStream() throws Exception {
        checkGibibyte(PeerKind.CLASSIC_STREAM, PeerKind.CLASSIC_WEBSOCKET);
    }

    private static void checkGibibyte(PeerKind first, PeerKind second) throws Exception {
        try (Tunnel tunnel = Tunnel.between(ports(), first, second, token())) {
            Transfer.bothWays(tunnel.first(), tunnel.second(), GIBIBYTE, DEADLINE_SECONDS);
        }
    }

    /** One end sends and leaves at once; the other gets everything, then hears of it. */
    private static void checkPartingOf(Tunnel tunnel) throws Exception {
        FutureTask<Tally> received = Transfer.start("receiver", () -> Transfer.receiveAll(tunnel.second()));
        Tally sent = Transfer.send(tunnel.first(), SMALL, 3);
        tunnel.first().leave();
        Transfer.checkEqual(sent, Transfer.await(received, System.nanoTime() + DEADLINE_SECONDS * 1_000_000_000L));
        if (tunnel.second() instanceof WebSocketPeer) {
            assertEquals(
                    new Ended(1000, "Tunnel client disconnected"),
                    tunnel.second().ended());
        }
    }
}
