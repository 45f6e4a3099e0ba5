package io.culvert.shell;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.config.PemText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

/** Gives away what is public of the authority; there is no way to get a key out here. */
@Service
@Command(
        scope = "culvert",
        name = "ca-export",
        description = "Prints what is public of the authority, or writes it to a file: by default the roots that"
                + " devices and others believe. Keys are never in it.")
public final class CaExportCommand extends AuthorityCommand {

    @Option(name = "--pem", description = "The roots, as PEM; this is what holds without an option")
    boolean pem;

    @Option(name = "--jks", description = "The roots, as a truststore of Java; needs --out")
    boolean jks;

    @Option(name = "--chain", description = "The roots and the certificates by which one leads to another, as PEM")
    boolean chain;

    @Option(name = "--crl", description = "The revocation lists of all generations, as PEM")
    boolean crl;

    @Option(
            name = "--csr",
            description =
                    "A request for a certificate of the authority's key, as PEM: to have it signed by an authority"
                            + " of your own, for culvert:ca-import")
    boolean csr;

    @Option(name = "--out", description = "File on the gateway's machine to write to, instead of printing")
    @Completion(FileCompleter.class)
    @Nullable String out;

    @Option(name = "--force", description = "Replace the file of --out")
    boolean force;

    /** One certificate among those that are exported; the fingerprint is its SHA-256. */
    record Identified(String subject, String fingerprint, Instant notAfter) {

        static Identified of(X509Certificate certificate) {
            return new Identified(
                    certificate.getSubjectX500Principal().getName(),
                    PemText.fingerprint(certificate),
                    certificate.getNotAfter().toInstant());
        }

        @Override
        public String toString() {
            return Human.printable(subject) + ", valid until " + Human.day(notAfter) + ", SHA-256 "
                    + Human.fingerprint(fingerprint);
        }
    }

    /**
     * What {@code --json} prints.
     *
     * @param authorities whose certificates, lists or request it is
     * @param pem {@code null} with {@code --jks}
     * @param file where it was written; {@code null} when it was not
     */
    record Exported(
            List<Identified> authorities,
            @Nullable String pem,
            @Nullable String file) {}

    @Override
    Exported json() throws CommandException {
        if (Stream.of(pem, jks, chain, crl, csr).filter(chosen -> chosen).count() > 1) {
            throw new CommandException("Give one of --pem, --jks, --chain, --crl and --csr");
        }
        if (jks && out == null) {
            throw new CommandException("--jks needs --out FILE: a truststore is no text");
        }
        OutputFile target = out == null ? null : OutputFile.of(out, force);
        TrustBundle trust = authority().trust();
        String text = jks ? null : text(trust);
        if (target != null) {
            byte[] content = text == null ? truststore() : text.getBytes(StandardCharsets.UTF_8);
            Boolean unused = act("file.write", target.toString(), "", () -> {
                target.write(content);
                return true;
            });
        }
        return new Exported(
                trust.roots().stream().map(Identified::of).toList(), text, target == null ? null : target.toString());
    }

    private String text(TrustBundle trust) throws CommandException {
        if (csr) {
            return request();
        }
        if (crl) {
            return trust.revoked().stream().map(CaExportCommand::commented).collect(Collectors.joining("\n"));
        }
        Stream<X509Certificate> links = chain ? trust.links().stream() : Stream.of();
        return Stream.concat(trust.roots().stream(), links)
                .map(CaExportCommand::commented)
                .collect(Collectors.joining("\n"));
    }

    private String request() throws CommandException {
        try {
            return PemText.ofRequest(authority().signingRequest());
        } catch (AuthorityException e) {
            throw failure(e);
        }
    }

    /** The authority keeps one in its folder. */
    private byte[] truststore() throws CommandException {
        Path file = Path.of(authority().status().folder(), "ca.jks");
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandException(Human.printable(file.toString()) + " cannot be read; see culvert:ca", e);
        }
    }

    /** RFC 7468 section 2 allows text before a block, and a person wants to know what it is. */
    private static String commented(X509Certificate certificate) {
        String issuer = certificate.getIssuerX500Principal().getName();
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        return "# " + Identified.of(certificate) + (root ? "" : ", by " + Human.printable(issuer)) + "\n"
                + PemText.of(certificate);
    }

    private static String commented(X509CRL list) {
        int entries = list.getRevokedCertificates() == null
                ? 0
                : list.getRevokedCertificates().size();
        return "# " + Human.printable(list.getIssuerX500Principal().getName()) + ", " + Human.certificates(entries)
                + " revoked, valid until " + Human.day(list.getNextUpdate().toInstant()) + "\n" + PemText.of(list);
    }

    @Override
    void text(PrintStream stream) throws CommandException {
        Exported exported = json();
        if (exported.file() == null) {
            stream.print(exported.pem());
            return;
        }
        stream.println("Wrote " + exported.file());
        exported.authorities().forEach(each -> stream.println("  " + each));
    }
}
