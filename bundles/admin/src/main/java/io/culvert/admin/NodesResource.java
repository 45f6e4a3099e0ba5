package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.broker.Broker;
import io.culvert.api.health.Health;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The nodes of the gateway: this one. */
record NodesResource(Parts parts, Framework framework) implements Routes.Resource {

    private static final int WEEK = 7 * 24 * 3600;

    /** The nodes. */
    record Nodes(List<Node> nodes) {}

    /** One node; see the document of the API. */
    record Node(
            String id,
            boolean own,
            String version,
            Instant started,
            List<String> paths,
            List<ListenerInfo> listeners,
            boolean ready,
            @Nullable Instant drainsUntil,
            int tunnels,
            int sessions) {

        static Node own(Parts parts, Framework framework) throws Problem {
            Transport transport = parts.transport();
            Broker broker = parts.broker;
            Health health = parts.health;
            Instant drains = broker == null ? null : broker.drainsUntil();
            return new Node(
                    transport.nodeId(),
                    true,
                    framework.version(),
                    Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                    List.of("/websocket", "/websocket/" + transport.nodeId()),
                    transport.listeners(),
                    health == null ? broker != null && drains == null : health.ready(),
                    drains,
                    transport.tunnels().size(),
                    broker == null ? 0 : broker.sessions().size());
        }
    }

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/nodes", call -> Answer.of(new Nodes(List.of(Node.own(parts, framework))))),
                Routes.change("PUT", "/nodes/{node}/drain", Role.OPERATOR, "node.drain", this::drain),
                Routes.change("DELETE", "/nodes/{node}/drain", Role.OPERATOR, "node.resume", this::resume));
    }

    private Answer drain(Call call) throws Problem, IOException {
        int seconds = call.body("seconds").number("seconds", 0, WEEK);
        requireOwn(call);
        call.note("for " + Words.count(seconds, "second"));
        parts.broker().drain(Duration.ofSeconds(seconds));
        return Answer.of(Node.own(parts, framework));
    }

    private Answer resume(Call call) throws Problem {
        requireOwn(call);
        parts.broker().resume();
        return Answer.of(Node.own(parts, framework));
    }

    private void requireOwn(Call call) throws Problem {
        String own = parts.transport().nodeId();
        if (!call.path("node").equals(own)) {
            throw Problem.notFound("There is no node " + Body.quoted(call.path("node")) + "; this is " + own + ".");
        }
    }
}
