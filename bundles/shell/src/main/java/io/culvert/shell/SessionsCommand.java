package io.culvert.shell;

import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** Lists the peers that are not in a tunnel yet. */
@Service
@Command(
        scope = "culvert",
        name = "sessions",
        description = "Lists the peers that are not in a tunnel yet, oldest first: how far each has come, since when,"
                + " who and where it is.")
public final class SessionsCommand extends GatewayCommand {

    @Override
    Object json() throws CommandException {
        return broker().sessions();
    }

    @Override
    void text(PrintStream out) throws CommandException {
        table(broker().sessions(), clock.instant()).print(out);
    }

    static ShellTable table(List<SessionInfo> sessions, Instant now) {
        ShellTable table = new ShellTable().emptyTableText("No peer is waiting.");
        table.column("Id");
        table.column("State");
        table.column("For").alignRight();
        table.column("Identity");
        table.column("Name");
        table.column("Uuid");
        table.column("Address");
        table.column("Protocol");
        table.column("Listener");
        for (SessionInfo session : sessions) {
            ConnectionInfo connection = session.connection();
            PeerInfo peer = session.peer();
            table.addRow()
                    .addContent(
                            connection.id(),
                            Human.word(session.state()),
                            Human.duration(Duration.between(session.stateSince(), now)),
                            Human.text(peer == null ? null : peer.identity()),
                            Human.text(peer == null ? null : peer.name()),
                            Human.text(peer == null ? null : peer.uuid()),
                            Human.address(connection.remote()),
                            Human.protocol(connection.kind(), connection.encrypted()),
                            connection.listener());
        }
        return table;
    }
}
