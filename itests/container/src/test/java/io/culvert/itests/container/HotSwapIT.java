package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;

import io.culvert.api.transport.Transport;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Flow;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The gateway's parts are exchanged while a tunnel moves data. */
public class HotSwapIT extends InGateway {

    private static final int TIMES = 10;
    private static final long DEADLINE_SECONDS = 60;

    @Test
    public void theCodecIsExchangedUnderLoad() throws Exception {
        exchangeUnderLoad("io.culvert.codec.jsonrpc");
    }

    @Test
    public void theBrokerIsExchangedUnderLoad() throws Exception {
        exchangeUnderLoad("io.culvert.broker");
    }

    @Test
    public void theAuthenticatorIsExchangedUnderLoad() throws Exception {
        exchangeUnderLoad("io.culvert.authenticator.statictoken");
    }

    @Test
    public void theShellIsExchangedUnderLoad() throws Exception {
        exchangeUnderLoad("io.culvert.shell");
    }

    private void exchangeUnderLoad(String symbolicName) throws Exception {
        Bundle bundle = bundle(symbolicName);
        String token = token();
        try (Tunnel tunnel = Tunnel.between(ports(), PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_STREAM, token)) {
            String id = onlyTunnel();
            Flow there = Flow.start(tunnel.first(), tunnel.second(), 1);
            Flow back = Flow.start(tunnel.second(), tunnel.first(), 2);
            for (int i = 0; i < TIMES; i++) {
                bundle.update();
                checkFlowing(bundle, there, back);
                bundle.stop();
                there.awaitProgress();
                back.awaitProgress();
                bundle.start();
                checkFlowing(bundle, there, back);
                refresh(bundle);
                checkFlowing(bundle, there, back);
            }
            Await.until("new peers to meet", () -> opens(ports()));
            assertEquals("the same tunnel", id, onlyTunnel());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            there.stop(deadline);
            back.stop(deadline);
        }
    }

    private static void checkFlowing(Bundle bundle, Flow there, Flow back) {
        assertEquals(bundle + " is active", Bundle.ACTIVE, bundle.getState());
        there.awaitProgress();
        back.awaitProgress();
    }

    /** The tunnel of this test; those of others may still be closing. */
    private String onlyTunnel() {
        Transport transport = service(Transport.class);
        Await.until("one tunnel to stand", () -> transport.tunnels().size() == 1);
        return transport.tunnels().get(0).id();
    }
}
