package io.culvert.shell;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.PemText;
import io.culvert.api.config.Secret;
import java.io.PrintStream;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

/** Brings in an authority that was made elsewhere, or another authority's signature under this one. */
@Service
@Command(
        scope = "culvert",
        name = "ca-import",
        description = "With a key: makes a generation of an authority that was made elsewhere, which signs from now"
                + " on. Without one: takes a certificate that another authority has made from culvert:ca-export --csr,"
                + " and puts it into every chain. Nobody is cut off by either.")
public final class CaImportCommand extends AuthorityCommand {

    @Argument(
            name = "file",
            required = true,
            description = "On the gateway's machine: the certificate that signs, then those that lead to its root, and"
                    + " the root (PEM; DER and PKCS#7 do, too); or PKCS#12, with its key")
    @Completion(FileCompleter.class)
    String file = "";

    @Option(name = "--key", description = "The key of the first certificate: PEM, not encrypted")
    @Completion(FileCompleter.class)
    @Nullable String keyFile;

    @Option(name = "--password", description = "Of a PKCS#12 file, as file:NAME or env:NAME; without it you are asked")
    @Nullable String password;

    @Option(name = "-y", aliases = "--yes", description = "Do not ask")
    boolean yes;

    /**
     * What {@code --json} prints.
     *
     * @param generation that was made; {@code null} when the authority was only vouched for
     * @param subject of the first certificate
     * @param issuer who vouches for it
     * @param fingerprint SHA-256 of the first certificate
     */
    record Imported(@Nullable Integer generation, String subject, String issuer, String fingerprint) {}

    @Override
    Imported json() throws CommandException {
        return take(read());
    }

    @Override
    void text(PrintStream out) throws CommandException {
        AuthorityFile found = read();
        X509Certificate first = found.chain().get(0);
        String subject = Human.printable(first.getSubjectX500Principal().getName());
        String issuer = Human.printable(first.getIssuerX500Principal().getName());
        out.println(
                found.key() == null
                        ? "Lets " + issuer + " vouch for the generation that signs: this certificate is in every chain"
                                + " from now on. Nobody is cut off."
                        : "Makes a new generation of this authority, which signs from now on. Nobody is cut off:"
                                + " certificates of older generations stay good until they expire.");
        line(out, "  Subject", subject);
        line(out, "  Issuer", issuer);
        line(out, "  SHA-256", Human.fingerprint(PemText.fingerprint(first)));
        line(out, "  Valid until", Human.moment(first.getNotAfter().toInstant(), clock.instant()));
        out.flush();
        if (!yes && !operator().confirms()) {
            out.println("Nothing was changed.");
            return;
        }
        Integer generation = take(found).generation();
        out.println(generation == null ? "It is in every chain now." : "G" + generation + " signs now.");
    }

    private Imported take(AuthorityFile found) throws CommandException {
        AuthorityOperations authority = authority();
        String name = operator().name();
        PrivateKey key = found.key();
        X509Certificate first = found.chain().get(0);
        String action = key == null ? "authority.cross-certify" : "authority.import";
        Optional<Integer> generation =
                act(action, first.getSubjectX500Principal().getName(), "", () -> {
                    try {
                        if (key == null) {
                            authority.crossCertify(found.chain(), name);
                            return Optional.empty();
                        }
                        return Optional.of(authority.importAuthority(key, found.chain(), name));
                    } catch (AuthorityException e) {
                        throw failure(e);
                    }
                });
        return new Imported(
                generation.orElse(null),
                first.getSubjectX500Principal().getName(),
                first.getIssuerX500Principal().getName(),
                PemText.fingerprint(first));
    }

    private AuthorityFile read() throws CommandException {
        return AuthorityFile.read(file, keyFile, this::password);
    }

    /** Never from the command line itself, which the shell's history keeps. */
    private char[] password() throws CommandException {
        if (password == null) {
            return operator()
                    .secret("Password of " + Human.printable(file) + ": ")
                    .orElseThrow(() -> new CommandException(
                            "The file has a password, and there is nobody to be asked: give --password file:NAME or"
                                    + " --password env:NAME"))
                    .toCharArray();
        }
        if (!password.startsWith("file:") && !password.startsWith("env:")) {
            throw new CommandException("--password must be file:NAME or env:NAME: what is typed stays in the shell's"
                    + " history. Without it you are asked");
        }
        try {
            return Secret.of("--password", password).text().toCharArray();
        } catch (BadConfigurationException e) {
            throw new CommandException(Human.printable(String.valueOf(e.getMessage())), e);
        }
    }
}
