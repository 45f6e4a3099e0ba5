package io.culvert.shell;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.Entry;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Certificate;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Device;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Identity;
import io.culvert.api.ca.RevocationReason;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Revokes certificates, and readmits whom it has shut out. */
@Service
@Command(
        scope = "culvert",
        name = "ca-revoke",
        description = "Revokes a certificate, or all of a device or identity, which then gets no others; and closes"
                + " the sessions and tunnels that are concerned. --lift readmits a device or identity.")
public final class CaRevokeCommand extends AuthorityCommand {

    @Argument(
            name = "serial|device",
            description = "Serial number of a certificate (hexadecimal digits), or UUID of a device")
    @Completion(RevocableCompleter.class)
    @Nullable String name;

    @Option(name = "--identity", description = "Revoke all certificates of all devices of this identity")
    @Completion(IdentityCompleter.class)
    @Nullable String identity;

    @Option(
            name = "--reason",
            description = "For the revocation list: unspecified (what holds without it), key-compromise,"
                    + " affiliation-changed, superseded, cessation-of-operation, privilege-withdrawn")
    @Completion(
            value = StringsCompleter.class,
            values = {
                "unspecified",
                "key-compromise",
                "affiliation-changed",
                "superseded",
                "cessation-of-operation",
                "privilege-withdrawn"
            })
    @Nullable String reason;

    @Option(name = "--lift", description = "Let a device or identity that was revoked have certificates again")
    boolean lift;

    @Option(name = "-y", aliases = "--yes", description = "Do not ask")
    boolean yes;

    @Override
    Object json() throws CommandException {
        RevocationTarget target = target();
        if (lift) {
            readmit(target);
            return Map.of("readmitted", word(target));
        }
        return Map.of("revoked", revoke(target, reason()));
    }

    @Override
    void text(PrintStream out) throws CommandException {
        RevocationTarget target = target();
        if (lift) {
            readmit(target);
            out.println("Readmitted " + describe(target) + "; the certificates it had stay revoked.");
            return;
        }
        RevocationReason why = reason();
        out.println(intention(target));
        out.flush();
        if (!yes && !operator().confirms()) {
            out.println("Nothing was revoked.");
            return;
        }
        int count = revoke(target, why);
        out.println("Revoked " + Human.certificates(count)
                + (count == 0 ? "." : "; the sessions and tunnels concerned are closed."));
    }

    /** What is meant. A UUID is a device, anything else of hexadecimal digits a serial number. */
    private RevocationTarget target() throws CommandException {
        if ((name == null) == (identity == null)) {
            throw new CommandException("Give one of the three: a serial number, the UUID of a device, or --identity");
        }
        if (identity != null) {
            return new Identity(identity);
        }
        String given = String.valueOf(name);
        if (CertificateName.isDevice(given)) {
            return new Device(CertificateName.device(given));
        }
        if (CertificateName.isSerial(given)) {
            return new Certificate(CertificateName.serial(given));
        }
        throw new CommandException(Human.text(given) + " is no serial number (hexadecimal digits) and no UUID of a"
                + " device (8-4-4-4-12 digits with hyphens); an identity is given with --identity");
    }

    private RevocationReason reason() throws CommandException {
        if (reason == null) {
            return RevocationReason.UNSPECIFIED;
        }
        for (RevocationReason each : RevocationReason.values()) {
            if (Human.word(each).equals(reason)) {
                return each;
            }
        }
        throw new CommandException("--reason must be one of "
                + Arrays.stream(RevocationReason.values()).map(Human::word).collect(Collectors.joining(", ")));
    }

    private int revoke(RevocationTarget target, RevocationReason why) throws CommandException {
        return act("certificate.revoke", word(target), Human.word(why), () -> {
            try {
                return authority().revoke(target, why, operator().name());
            } catch (AuthorityException e) {
                throw failure(e);
            }
        });
    }

    private void readmit(RevocationTarget target) throws CommandException {
        if (target instanceof Certificate) {
            throw new CommandException("A certificate that was revoked stays revoked; --lift readmits its device by"
                    + " UUID, or an --identity, and it gets a new one then");
        }
        if (reason != null) {
            throw new CommandException("--lift takes no --reason");
        }
        Boolean unused = act("certificate.readmit", word(target), "", () -> {
            try {
                if (!authority().readmit(target, operator().name())) {
                    throw new CommandException("There is nothing to lift: " + describe(target) + " is not revoked");
                }
                return true;
            } catch (AuthorityException e) {
                throw failure(e);
            }
        });
    }

    private String intention(RevocationTarget target) throws CommandException {
        if (target instanceof Certificate certificate) {
            Entry entry = find(certificate.serial());
            return "Revokes " + describe(target) + " of device " + entry.info().device() + ", identity "
                    + Human.text(entry.info().identity()) + ", and closes its sessions and tunnels. The device may get"
                    + " another one; to shut it out, revoke the device.";
        }
        return "Revokes " + Human.certificates(valid(target)) + " of " + describe(target)
                + ", which gets no others until it is readmitted (--lift), and closes its sessions and tunnels.";
    }

    private Entry find(String serial) throws CommandException {
        try {
            return authority().certificate(serial).orElseThrow(() -> CaShowCommand.unknown(String.valueOf(name)));
        } catch (AuthorityException e) {
            throw failure(e);
        }
    }

    private long valid(RevocationTarget target) throws CommandException {
        AuthorityOperations authority = authority();
        String device = target instanceof Device each ? each.uuid() : null;
        String owner = target instanceof Identity each ? each.name() : null;
        return authority
                .find(new CertificateQuery(null, device, owner, null, Boolean.FALSE, false, 0, 1))
                .total();
    }

    private static String describe(RevocationTarget target) {
        return target instanceof Identity
                ? "identity " + Human.text(word(target))
                : (target instanceof Device ? "device " : "certificate ") + word(target);
    }

    private static String word(RevocationTarget target) {
        if (target instanceof Certificate certificate) {
            return certificate.serial();
        }
        return target instanceof Device device ? device.uuid() : ((Identity) target).name();
    }
}
