package io.culvert.shell;

import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Issuance.Issued;
import io.culvert.api.ca.Issuance.Refused;
import io.culvert.api.config.PemText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

/** Issues a certificate on the operator's word. */
@Service
@Command(
        scope = "culvert",
        name = "ca-issue",
        description = "Issues a certificate for a request in a file, on your word that it is this identity's. Prints"
                + " the certificate and what leads to the authority as PEM, or writes it to a file.")
public final class CaIssueCommand extends AuthorityCommand {

    @Argument(
            name = "csr-file",
            required = true,
            description = "Certificate signing request on the gateway's machine, PEM or DER; a relative name is below"
                    + " the gateway's state directory")
    @Completion(FileCompleter.class)
    String file = "";

    @Option(name = "--identity", required = true, description = "Whose device it is, as authenticators would say it")
    @Completion(IdentityCompleter.class)
    String identity = "";

    @Option(name = "--uuid", description = "Of the device; without it one is derived from the identity")
    @Nullable String uuid;

    @Option(name = "--days", description = "How long it is to be valid; without it as long as that of others")
    @Nullable Integer days;

    @Option(name = "--out", description = "File on the gateway's machine to write to, instead of printing")
    @Completion(FileCompleter.class)
    @Nullable String out;

    @Option(name = "--force", description = "Replace the file of --out")
    boolean force;

    /**
     * What {@code --json} prints.
     *
     * @param pem the certificate, then what leads to the authority
     * @param file where that was written; {@code null} when it was not
     */
    record IssuedCertificate(
            CertificateInfo certificate,
            String pem,
            @Nullable String file) {}

    @Override
    IssuedCertificate json() throws CommandException {
        if (identity.isBlank()) {
            throw new CommandException("--identity is empty: say whose device it is");
        }
        if (days != null && days < 1) {
            throw new CommandException("--days must be 1 or more");
        }
        byte[] request = SigningRequestFile.read(file);
        OutputFile target = out == null ? null : OutputFile.of(out, force);
        Issued issued = issue(request);
        String pem = PemText.of(issued.certificate()) + PemText.of(issued.chain());
        if (target != null) {
            write(target, pem, issued.info().serial());
        }
        return new IssuedCertificate(issued.info(), pem, target == null ? null : target.toString());
    }

    private Issued issue(byte[] request) throws CommandException {
        Duration life = days == null ? null : Duration.ofDays(days);
        return act("certificate.issue", identity, uuid == null ? "" : uuid, () -> {
            Issuance issuance =
                    authority().issue(uuid, identity, request, life, operator().name());
            if (issuance instanceof Refused refused) {
                throw new CommandException(
                        "Refused, " + refused.reason().text() + ": " + Human.printable(refused.explanation()));
            }
            return (Issued) issuance;
        });
    }

    private static void write(OutputFile target, String pem, String serial) throws CommandException {
        try {
            target.write(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (CommandException e) {
            throw new CommandException(
                    "Certificate " + serial + " was issued, but " + e.getMessage() + ". culvert:ca-show --pem " + serial
                            + " shows it",
                    e);
        }
    }

    @Override
    void text(PrintStream stream) throws CommandException {
        IssuedCertificate issued = json();
        if (issued.file() == null) {
            stream.print(issued.pem());
            return;
        }
        CertificateInfo certificate = issued.certificate();
        stream.println("Wrote " + issued.file());
        line(stream, "Serial", certificate.serial());
        line(stream, "Device", certificate.device());
        line(stream, "Identity", Human.text(certificate.identity()));
        line(stream, "Valid until", Human.moment(certificate.notAfter(), clock.instant()));
    }
}
