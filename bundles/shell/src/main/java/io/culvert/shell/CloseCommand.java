package io.culvert.shell;

import io.culvert.api.broker.Broker;
import io.culvert.api.transport.CloseReason;
import java.io.PrintStream;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Closes a session or a tunnel. */
@Service
@Command(
        scope = "culvert",
        name = "close",
        description = "Closes a session, or a tunnel after delivering what was taken from its ends. Fails when there is"
                + " no such session or tunnel.")
public final class CloseCommand extends GatewayCommand {

    @Argument(name = "id", required = true, description = "Of a session, of a tunnel, or of one end of a tunnel")
    @Completion(IdCompleter.class)
    String id = "";

    @Option(name = "--reason", description = "What the peers are told, at most 123 bytes")
    String reason = "Closed by the operator";

    @Override
    Object json() throws CommandException {
        close();
        return Map.of("closed", id);
    }

    @Override
    void text(PrintStream out) throws CommandException {
        close();
        out.println("Closed " + id);
    }

    private void close() throws CommandException {
        CloseReason closeReason = new CloseReason(CloseReason.POLICY, reason);
        Broker broker = gateway().find(Broker.class);
        // Tunnels stand without a broker too.
        Boolean unused = act(id.startsWith("t") ? "tunnel.close" : "session.close", id, closeReason.text(), () -> {
            boolean closed =
                    broker != null ? broker.close(id, closeReason) : transport().closeTunnel(id, closeReason);
            if (!closed) {
                throw new CommandException("There is no session or tunnel " + Human.text(id));
            }
            return true;
        });
    }
}
