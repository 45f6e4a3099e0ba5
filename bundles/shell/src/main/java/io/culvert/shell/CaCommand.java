package io.culvert.shell;

import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows how the certificate authority is. */
@Service
@Command(
        scope = "culvert",
        name = "ca",
        description = "Shows how the certificate authority is and, if something is wrong, what to do; its generations,"
                + " what it has issued, revoked and refused, and when it renews itself.")
public final class CaCommand extends AuthorityCommand {

    @Override
    Object json() throws CommandException {
        return authority().status();
    }

    @Override
    void text(PrintStream out) throws CommandException {
        AuthorityStatus status = authority().status();
        Instant now = clock.instant();
        line(out, "State", Human.word(status.state()));
        if (!status.problem().isEmpty()) {
            line(out, "Problem", Human.printable(status.problem()));
        }
        line(out, "Folder", status.folder());
        line(out, "Issued", status.issued());
        line(out, "Active", status.active());
        line(out, "Revoked", status.revoked());
        line(out, "Blocked", status.blocked());
        line(out, "Refused", refused(status));
        Instant renewal = status.renewal();
        line(out, "Renews itself", renewal == null ? "no" : Human.moment(renewal, now));
        for (Generation generation : status.generations()) {
            out.println();
            print(out, generation, now);
        }
    }

    private static String refused(AuthorityStatus status) {
        if (status.refused().isEmpty()) {
            return "0";
        }
        long all = status.refused().values().stream().mapToLong(Long::longValue).sum();
        return status.refused().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getValue() + " " + each.getKey().text())
                .collect(Collectors.joining(", ", all + ": ", ""));
    }

    static void print(PrintStream out, Generation generation, Instant now) {
        line(
                out,
                "Generation",
                "G" + generation.number() + ", " + Human.word(generation.phase())
                        + (generation.imported() ? ", imported" : ""));
        line(out, "  Subject", Human.printable(generation.subject()));
        line(out, "  SHA-256", Human.fingerprint(generation.fingerprint()));
        line(out, "  Valid from", Human.moment(generation.notBefore(), now));
        line(out, "  Valid until", Human.moment(generation.notAfter(), now));
        line(out, "  Active", Human.certificates(generation.active()));
        Instant expires = generation.crlExpires();
        Instant next = generation.nextCrl();
        if (expires != null) {
            line(out, "  CRL", "number " + generation.crlNumber() + ", valid until " + Human.moment(expires, now));
        }
        if (next != null) {
            line(out, "  Next CRL", Human.moment(next, now));
        }
    }

    /** In one line: {@code valid, G1 until 2031-11-28}. */
    static String summary(AuthorityStatus status) {
        String generation = status.generations().stream()
                .filter(each -> each.phase() == Phase.ACTIVE)
                .findFirst()
                .map(each -> ", G" + each.number() + " until " + Human.day(each.notAfter()))
                .orElse("");
        String problem = status.problem().isEmpty() ? "" : ". " + Human.printable(status.problem());
        return Human.word(status.state()) + generation + problem;
    }
}
