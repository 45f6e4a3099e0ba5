package io.culvert.shell;

import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.health.HealthResult.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** Shows how each part of the gateway is. */
@Service
@Command(
        scope = "culvert",
        name = "health",
        description =
                "Shows how each part of the gateway is, and what to do about it. Fails when one is critical, so that"
                        + " scripts can act on it.")
public final class HealthCommand extends GatewayCommand {

    @Override
    void run(PrintStream out) throws CommandException, IOException, InterruptedException {
        List<HealthResult> results = results();
        if (json) {
            Json.print(out, results);
        } else {
            print(out, results);
        }
        String critical = results.stream()
                .filter(result -> result.status() == Status.CRITICAL)
                .map(HealthResult::name)
                .collect(Collectors.joining(", "));
        if (!critical.isEmpty()) {
            throw new CommandException("Critical: " + critical);
        }
    }

    @Override
    Object json() throws CommandException {
        return results();
    }

    @Override
    void text(PrintStream out) throws CommandException {
        print(out, results());
    }

    private List<HealthResult> results() throws CommandException {
        return present(gateway().find(Health.class), "health").check();
    }

    private static void print(PrintStream out, List<HealthResult> results) {
        ShellTable table = new ShellTable().emptyTableText("Nothing is checked.");
        table.column("Part");
        table.column("Status");
        table.column("Message");
        for (HealthResult result : results) {
            table.addRow()
                    .addContent(
                            Human.printable(result.name()),
                            Human.word(result.status()),
                            Human.printable(result.message()));
        }
        table.print(out);
    }
}
