package io.culvert.shell;

import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.transport.ListenerInfo;
import java.io.PrintStream;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the gateway in figures. */
@Service
@Command(
        scope = "culvert",
        name = "info",
        description = "Shows the gateway in figures: version, node, uptime, listeners, sessions by state, tunnels,"
                + " authenticators, certificate authority, memory. Parts that are not running are shown as such.")
public final class InfoCommand extends GatewayCommand {

    private static final String NOT_RUNNING = "not running";

    @Override
    Object json() {
        return Status.of(gateway());
    }

    @Override
    void text(PrintStream out) {
        Status status = Status.of(gateway());
        Status.TransportStatus transport = status.transport();
        Status.BrokerStatus broker = status.broker();
        AuthorityStatus authority = status.authority();
        Status.Memory memory = status.memory();
        line(out, "Version", status.version());
        line(out, "Node", transport == null ? NOT_RUNNING : transport.node());
        line(out, "Uptime", Human.duration(status.uptime()));
        line(out, "Sessions", broker == null ? NOT_RUNNING : sessions(broker));
        if (broker != null && broker.drainsUntil() != null) {
            line(out, "Draining", "until " + Human.moment(broker.drainsUntil(), clock.instant()));
        }
        line(out, "Tunnels", transport == null ? NOT_RUNNING : tunnels(transport));
        line(out, "Authenticators", broker == null ? NOT_RUNNING : String.valueOf(broker.authenticators()));
        String limit = memory.heapMax() < 0 ? "" : " of " + Human.bytes(memory.heapMax());
        line(out, "Authority", authority == null ? NOT_RUNNING : CaCommand.summary(authority));
        line(out, "Heap", Human.bytes(memory.heapUsed()) + limit);
        line(out, "Direct memory", Human.bytes(memory.directUsed()));
        if (transport != null) {
            transport.listeners().forEach(listener -> line(out, "Listener", listener(listener)));
        }
    }

    static String sessions(Status.BrokerStatus broker) {
        return broker.sessions().entrySet().stream()
                .map(each -> each.getValue() + " " + Human.word(each.getKey()))
                .collect(Collectors.joining(", "));
    }

    static String tunnels(Status.TransportStatus transport) {
        return transport.tunnels() + ", " + Human.rate(transport.bytesPerSecond());
    }

    private static String listener(ListenerInfo listener) {
        String tls = listener.encrypted() ? " (TLS by " + listener.tlsProvider() + ")" : "";
        return listener.name() + ": " + Human.protocol(listener.kind(), listener.encrypted()) + tls + " on "
                + Human.address(listener.address()) + ", " + listener.connections() + " connections";
    }
}
