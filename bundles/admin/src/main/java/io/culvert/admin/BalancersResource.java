package io.culvert.admin;

import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.Stream;

/** Configurations for balancers before this gateway. */
record BalancersResource(Parts parts) implements Routes.Resource {

    private static final String TYPE = "text/plain";

    @Override
    public Stream<Route> routes() {
        return Stream.of(Routes.get("/balancers/{kind}", this::show).giving(TYPE));
    }

    private Answer show(Call call) throws Problem {
        Balancer.Kind kind = Stream.of(Balancer.Kind.values())
                .filter(each -> Words.of(each).equals(call.path("kind")))
                .findAny()
                .orElseThrow(() -> Problem.notFound("There are nginx, apache and haproxy."));
        String text = Balancer.of(kind, node(parts.transport()));
        return new Answer.Content(TYPE + ";charset=utf-8", text.getBytes(StandardCharsets.UTF_8), null);
    }

    /** By the port that is best behind a balancer: without TLS, if there is one. */
    private static Balancer.Node node(Transport transport) throws Problem {
        ListenerInfo listener = transport.listeners().stream()
                .filter(each -> each.kind() == ConnectionInfo.Kind.WEBSOCKET)
                .min(Comparator.comparing(ListenerInfo::encrypted))
                .orElseThrow(() -> Problem.missing("WebSocket listener"));
        String host = listener.address().getHostString();
        boolean everywhere = listener.address().getAddress() != null
                && listener.address().getAddress().isAnyLocalAddress();
        return new Balancer.Node(
                transport.nodeId(),
                everywhere ? "127.0.0.1" : host.indexOf(':') >= 0 ? "[" + host + "]" : host,
                listener.address().getPort(),
                listener.encrypted());
    }
}
