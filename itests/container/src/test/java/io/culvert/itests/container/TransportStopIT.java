package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.culvert.api.transport.Transport;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Tally;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** Stopping the transport ends tunnels, and it is the only part that does. */
public class TransportStopIT extends InGateway {

    /** More than what the kernel and the gateway hold on the way, less than what they could not be expected to. */
    private static final long IN_FLIGHT = 768 * 1024;

    private static final long DEADLINE_SECONDS = 60;

    @Test
    public void whatIsInFlightIsDeliveredThenBothEndsHearOfTheStop() throws Exception {
        String token = token();
        WebSocketPeer sender = WebSocketPeer.connect(ports().websocket(), Dialect.CLASSIC);
        WebSocketPeer receiver = WebSocketPeer.connect(ports().websocket(), Dialect.CLASSIC);
        Bundle transport = bundle("io.culvert.transport.undertow");
        try (Tunnel tunnel = Tunnel.of(sender, receiver, Credentials.of(token), Credentials.of(token))) {
            Tally sent = Transfer.send(tunnel.first(), IN_FLIGHT, 1);
            Transport service = service(Transport.class);
            Await.until("the gateway to have taken everything", () -> service.tunnels().stream()
                    .anyMatch(info -> info.bytesToFirst() + info.bytesToSecond() == IN_FLIGHT));

            FutureTask<Void> stop = Transfer.start("stop", () -> {
                transport.stop();
                return null;
            });
            Transfer.checkEqual(sent, Transfer.receiveAll(receiver));
            assertEquals(new Ended(1012, "Stop server"), receiver.ended());
            assertEquals(new Ended(1012, "Stop server"), sender.awaitEnd());
            Transfer.await(stop, System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS));
        } finally {
            transport.start();
        }
        Await.until("new peers to meet", () -> opens(ports()));
        assertTrue(service(Transport.class).listeners().size() >= 2);
    }
}
