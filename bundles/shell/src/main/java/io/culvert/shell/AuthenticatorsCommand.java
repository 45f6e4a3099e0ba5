package io.culvert.shell;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.plugin.PluginDiagnosis;
import io.culvert.api.plugin.PluginInfo;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** Lists the authenticators, and the bundles that were meant to be some. */
@Service
@Command(
        scope = "culvert",
        name = "authenticators",
        description =
                "Lists the authenticators in the order in which they are asked, what they decided since they came,"
                        + " and how they do; and the bundles of authenticators that take no part, and why.")
public final class AuthenticatorsCommand extends GatewayCommand {

    /** What {@code --json} prints. */
    record Authenticators(List<AuthenticatorInfo> authenticators, List<PluginInfo> missing) {}

    @Override
    Authenticators json() throws CommandException {
        return new Authenticators(broker().authenticators(), missing());
    }

    private List<PluginInfo> missing() throws CommandException {
        return present(gateway().find(PluginDiagnosis.class), "broker").meantToAuthenticate().stream()
                .filter(plugin -> plugin.problem() != null)
                .toList();
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
                            Human.word(authenticator.circuit()));
        }
        table.print(out);
        printLastErrors(out);
        List<PluginInfo> missing = missing();
        if (!missing.isEmpty()) {
            out.println();
            out.println("These bundles give no authenticator:");
            for (PluginInfo bundle : missing) {
                String problem = Human.printable(String.valueOf(bundle.problem()));
                out.printf("%4d  %s %s: %s%n", bundle.id(), bundle.bundle(), bundle.version(), problem);
            }
        }
    }

    /** Below the table, because they are long. */
    private void printLastErrors(PrintStream out) throws CommandException {
        List<AuthenticatorInfo> failed = broker().authenticators().stream()
                .filter(authenticator -> authenticator.lastError() != null)
                .toList();
        if (!failed.isEmpty()) {
            out.println();
            out.println("Last errors:");
            for (AuthenticatorInfo authenticator : failed) {
                out.printf(
                        "  %s: %s%n",
                        Human.text(authenticator.name()), Human.printable(String.valueOf(authenticator.lastError())));
            }
        }
    }

    private static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}
