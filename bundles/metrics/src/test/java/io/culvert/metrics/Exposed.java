package io.culvert.metrics;

import io.culvert.api.broker.SessionInfo.State;
import io.culvert.api.event.Event;
import io.culvert.api.event.Event.Door;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.PeerInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A gateway to which everything has happened once, so that every metric is there. */
final class Exposed {

    private Exposed() {}

    static FakeGateway gateway() {
        FakeGateway gateway = new FakeGateway();
        gateway.authenticators.add(FakeGateway.authenticator("static", 5));
        gateway.listeners.add(FakeGateway.listener("main", 3));
        gateway.sessions.add(FakeGateway.session("c9", State.WAITING));
        gateway.tunnels.put("t1", FakeGateway.tunnel("t1", 1, 2));
        gateway.tunnelMetrics.opened(FakeGateway.tunnel("t2", 1, 2));
        gateway.tunnelMetrics.closed(FakeGateway.tunnel("t2", 1, 2), CloseReason.PARTNER_LOST);
        gateway.events.happened(new Event.PeerAccepted(
                FakeGateway.NOW,
                FakeGateway.connection("c1"),
                new PeerInfo("somebody", null, null),
                "static",
                Duration.ofMillis(3)));
        gateway.events.happened(
                new Event.OperatorActed(FakeGateway.NOW, "karaf", Door.API, "tunnel.close", "t1", true, ""));
        return gateway;
    }

    static String text() throws IOException {
        return Text.of(gateway().newScrape());
    }

    /** The names of all samples. */
    static Set<String> samples() throws IOException {
        Set<String> names = new TreeSet<>();
        text().lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[ {]", 2)[0]));
        return names;
    }
}
