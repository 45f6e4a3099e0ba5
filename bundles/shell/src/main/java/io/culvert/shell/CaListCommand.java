package io.culvert.shell;

import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.Page;
import io.culvert.api.ca.CertificateInfo;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** Lists certificates of devices. */
@Service
@Command(
        scope = "culvert",
        name = "ca-list",
        description = "Lists certificates of devices, those that expire last first, and says how many there are. All"
                + " that is given must hold; without anything, those that have not expired.")
public final class CaListCommand extends AuthorityCommand {

    @Option(name = "--identity", description = "Only those of an identity")
    @Completion(IdentityCompleter.class)
    @Nullable String identity;

    @Option(name = "--device", description = "Only those of a device, by its UUID")
    @Completion(DeviceCompleter.class)
    @Nullable String device;

    @Option(name = "--expires", description = "Only those that expire within so many days")
    @Nullable Integer expires;

    @Option(name = "--revoked", description = "Only those that were revoked")
    boolean revoked;

    @Option(name = "--expired", description = "Those that have expired, too")
    boolean expired;

    @Option(name = "--search", description = "Only those with this text in device, identity or serial")
    @Nullable String search;

    @Option(name = "--limit", description = "How many at most")
    int limit = 50;

    @Option(name = "--offset", description = "How many to leave out")
    int offset;

    @Override
    Page json() throws CommandException {
        if (limit < 1 || offset < 0 || (expires != null && expires < 0)) {
            throw new CommandException("--limit must be 1 or more, --offset and --expires 0 or more");
        }
        return authority()
                .find(new CertificateQuery(
                        search,
                        device == null ? null : CertificateName.device(device),
                        identity,
                        expires == null ? null : clock.instant().plus(Duration.ofDays(expires)),
                        revoked ? Boolean.TRUE : null,
                        expired,
                        offset,
                        limit));
    }

    @Override
    void text(PrintStream out) throws CommandException {
        Page page = json();
        table(page, clock.instant()).print(out);
        int shown = page.certificates().size();
        int next = offset + shown;
        if (shown == 0 && page.total() > 0) {
            out.println("There are " + page.total() + ", fewer than --offset leaves out.");
        } else if (next < page.total()) {
            out.println((offset + 1) + " to " + next + " of " + page.total() + "; --offset " + next + " goes on.");
        } else if (shown > 0) {
            out.println((offset + 1) + " to " + next + " of " + page.total() + ".");
        }
    }

    private static ShellTable table(Page page, Instant now) {
        ShellTable table = new ShellTable().emptyTableText("There is no such certificate.");
        table.column("Serial");
        table.column("Device");
        table.column("Identity");
        table.column("By");
        table.column("Valid until");
        table.column("State");
        for (CertificateInfo certificate : page.certificates()) {
            table.addRow()
                    .addContent(
                            certificate.serial(),
                            certificate.device(),
                            Human.text(certificate.identity()),
                            "G" + certificate.generation(),
                            Human.moment(certificate.notAfter(), now),
                            state(certificate, now));
        }
        return table;
    }

    /** {@code valid}, {@code expired}, {@code not valid yet}, {@code revoked, key-compromise}. */
    static String state(CertificateInfo certificate, Instant now) {
        CertificateInfo.Revocation revocation = certificate.revocation();
        if (revocation != null) {
            return "revoked, " + Human.word(revocation.reason());
        } else if (!certificate.notAfter().isAfter(now)) {
            return "expired";
        }
        return certificate.notBefore().isAfter(now) ? "not valid yet" : "valid";
    }
}
