package io.culvert.shell;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.CertificateDetails;
import io.culvert.api.ca.CertificateInfo;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows one certificate. */
@Service
@Command(scope = "culvert", name = "ca-show", description = "Shows the certificate with a serial number.")
public final class CaShowCommand extends AuthorityCommand {

    @Argument(name = "serial", required = true, description = "Hexadecimal digits, with colons or without")
    @Completion(SerialCompleter.class)
    String serial = "";

    @Option(name = "--pem", description = "Print the certificate as PEM, and nothing else")
    boolean pem;

    @Override
    CertificateDetails json() throws CommandException {
        if (!CertificateName.isSerial(serial)) {
            throw new CommandException(Human.text(serial) + " is no serial number: it has hexadecimal digits only."
                    + (CertificateName.isDevice(serial) ? " culvert:ca-list --device shows those of a device" : ""));
        }
        try {
            return authority()
                    .certificate(CertificateName.serial(serial))
                    .map(CertificateDetails::of)
                    .orElseThrow(() -> unknown(serial));
        } catch (AuthorityException e) {
            throw failure(e);
        }
    }

    static CommandException unknown(String serial) {
        return new CommandException("There is no certificate " + Human.text(serial)
                + "; culvert:ca-list --expired shows those there are"
                + (serial.length() == 32 ? ". If it is the UUID of a device, write it with hyphens" : ""));
    }

    @Override
    void text(PrintStream out) throws CommandException {
        CertificateDetails shown = json();
        if (pem) {
            out.print(shown.pem());
            return;
        }
        CertificateInfo certificate = shown.certificate();
        CertificateInfo.Revocation revocation = certificate.revocation();
        Instant now = clock.instant();
        line(out, "Serial", certificate.serial());
        line(out, "Device", certificate.device());
        line(out, "Identity", Human.printable(certificate.identity()));
        line(out, "Subject", Human.printable(shown.subject()));
        line(out, "Issuer", Human.printable(shown.issuer()) + ", G" + certificate.generation());
        line(out, "Key", shown.algorithm());
        line(out, "SHA-256", Human.fingerprint(shown.fingerprint()));
        line(out, "Valid from", Human.moment(certificate.notBefore(), now));
        line(out, "Valid until", Human.moment(certificate.notAfter(), now));
        line(out, "State", CaListCommand.state(certificate, now));
        if (revocation != null) {
            line(out, "Revoked", Human.moment(revocation.at(), now));
        }
    }
}
