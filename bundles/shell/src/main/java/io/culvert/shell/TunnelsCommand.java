package io.culvert.shell;

import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** Lists the standing tunnels. Asks the transport, because tunnels stand without a broker too. */
@Service
@Command(
        scope = "culvert",
        name = "tunnels",
        description = "Lists the standing tunnels, oldest first, with one line for each end: the peer that waited, then"
                + " the one that came to it. Sent is what the gateway took from that end for the other.")
public final class TunnelsCommand extends GatewayCommand {

    @Override
    Object json() throws CommandException {
        return oldestFirst(transport());
    }

    @Override
    void text(PrintStream out) throws CommandException {
        table(oldestFirst(transport()), clock.instant()).print(out);
    }

    static List<TunnelInfo> oldestFirst(Transport transport) {
        return transport.tunnels().stream()
                .sorted(Comparator.comparing(TunnelInfo::since))
                .toList();
    }

    static ShellTable table(List<TunnelInfo> tunnels, Instant now) {
        ShellTable table = new ShellTable().emptyTableText("There is no tunnel.");
        table.column("Id");
        table.column("Age").alignRight();
        table.column("Rate").alignRight();
        table.column("Sent").alignRight();
        table.column("Identity");
        table.column("Name");
        table.column("Uuid");
        table.column("Address");
        table.column("Protocol");
        for (TunnelInfo tunnel : tunnels) {
            table.addRow()
                    .addContent(
                            tunnel.id(),
                            Human.duration(Duration.between(tunnel.since(), now)),
                            tunnel.closing() ? "closing" : Human.rate(tunnel.bytesPerSecond()),
                            Human.bytes(tunnel.bytesToSecond()) + "\n" + Human.bytes(tunnel.bytesToFirst()),
                            ends(tunnel, end -> Human.text(end.peer().identity())),
                            ends(tunnel, end -> Human.text(end.peer().name())),
                            ends(tunnel, end -> Human.text(end.peer().uuid())),
                            ends(tunnel, end -> Human.address(end.connection().remote())),
                            ends(
                                    tunnel,
                                    end -> Human.protocol(
                                            end.connection().kind(),
                                            end.connection().encrypted())));
        }
        return table;
    }

    /** A cell of two lines. */
    private static String ends(TunnelInfo tunnel, Function<TunnelEnd, String> line) {
        return line.apply(tunnel.first()) + "\n" + line.apply(tunnel.second());
    }
}
