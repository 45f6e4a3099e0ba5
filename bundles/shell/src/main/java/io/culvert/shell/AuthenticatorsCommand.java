package io.culvert.shell;

import io.culvert.api.broker.AuthenticatorInfo;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** Lists the authenticators. */
@Service
@Command(
        scope = "culvert",
        name = "authenticators",
        description =
                "Lists the authenticators in the order in which they are asked, what they decided since they came,"
                        + " and how they do.")
public final class AuthenticatorsCommand extends GatewayCommand {

    @Override
    Object json() throws CommandException {
        return broker().authenticators();
    }

    @Override
    void text(PrintStream out) throws CommandException {
        ShellTable table = new ShellTable().emptyTableText("There is no authenticator: every peer is rejected.");
        table.column("Name");
        table.column("Bundle");
        table.column("Ranking").alignRight();
        table.column("Calls").alignRight();
        table.column("Accepted").alignRight();
        table.column("Rejected").alignRight();
        table.column("Abstained").alignRight();
        table.column("Failed").alignRight();
        table.column("Remembered").alignRight();
        table.column("p50").alignRight();
        table.column("p99").alignRight();
        table.column("Circuit");
        table.column("Last error");
        for (AuthenticatorInfo authenticator : broker().authenticators()) {
            table.addRow()
                    .addContent(
                            Human.text(authenticator.name()),
                            authenticator.bundle(),
                            authenticator.ranking(),
                            authenticator.calls(),
                            authenticator.accepted(),
                            authenticator.rejected(),
                            authenticator.abstained(),
                            authenticator.failed(),
                            authenticator.remembered(),
                            milliseconds(authenticator.median()),
                            milliseconds(authenticator.p99()),
                            Human.word(authenticator.circuit()),
                            Human.text(authenticator.lastError()));
        }
        table.print(out);
    }

    private static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}
