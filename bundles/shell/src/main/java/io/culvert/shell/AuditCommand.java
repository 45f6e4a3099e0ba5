package io.culvert.shell;

import io.culvert.api.event.AuditLog;
import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Looks into the audit log. */
@Service
@Command(
        scope = "culvert",
        name = "audit",
        description =
                "Looks into the audit log. verify: recalculates all of it and says whether it is as it was written,"
                        + " and fails when it is not. tail: prints its last lines, one JSON object each.")
public final class AuditCommand extends GatewayCommand {

    private static final long PROGRESS_STEP = 100_000_000;

    @Argument(name = "what", required = true, description = "verify or tail")
    @Completion(
            value = StringsCompleter.class,
            values = {"verify", "tail"})
    String what = "";

    @Option(name = "-n", description = "How many lines tail prints, at most 10000")
    int lines = 10;

    @Override
    void run(PrintStream out) throws CommandException, IOException, InterruptedException {
        switch (what) {
            case "verify" -> super.run(out);
            // They are JSON already.
            case "tail" -> tail().forEach(out::println);
            default -> throw new CommandException("Say verify or tail, not " + Human.text(what));
        }
    }

    private List<String> tail() throws CommandException {
        if (lines < 1) {
            throw new CommandException("-n must be 1 or more");
        }
        try {
            return log().tail(lines);
        } catch (IOException e) {
            throw new CommandException("The audit log cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    AuditReport json() throws CommandException {
        return verify(bytes -> {});
    }

    @Override
    void text(PrintStream out) throws CommandException {
        long[] told = {0};
        AuditReport report = verify(bytes -> {
            if (bytes - told[0] >= PROGRESS_STEP) {
                told[0] = bytes;
                out.println("... " + Human.bytes(bytes));
                out.flush();
            }
        });
        line(out, "Files", report.files());
        line(out, "Lines", report.lines() + ", of which the first is number " + report.first());
        line(out, "Events lost", report.lost());
        line(out, "Head", report.head());
        AuditReport.Fault fault = report.fault();
        if (fault != null) {
            throw new CommandException("The audit log is broken at line " + fault.line() + " of "
                    + Human.printable(fault.file()) + ": " + Human.printable(fault.problem()));
        }
        out.println("The audit log is whole. " + proof(report));
    }

    private static String proof(AuditReport report) {
        return report.keyed()
                ? "Nobody has changed it who lacks the key."
                : "It has no key: whoever can write the files can also have made all of it anew.";
    }

    private AuditReport verify(LongConsumer progress) throws CommandException {
        try {
            return log().verify(progress);
        } catch (IOException e) {
            throw new CommandException("The audit log cannot be read: " + e.getMessage(), e);
        }
    }

    private AuditLog log() throws CommandException {
        return present(gateway().find(AuditLog.class), "audit log");
    }
}
