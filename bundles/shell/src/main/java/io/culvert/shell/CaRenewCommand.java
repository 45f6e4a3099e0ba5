package io.culvert.shell;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Renews the certificate authority. */
@Service
@Command(
        scope = "culvert",
        name = "ca-renew",
        description = "Renews the certificate authority (\"Renew D2D Certificate\"): makes a new generation, which"
                + " signs from now on. Nobody is cut off: the old ones stay believed as long as they are needed.")
public final class CaRenewCommand extends AuthorityCommand {

    private static final String NOBODY_IS_CUT_OFF =
            " Nobody is cut off: certificates of older generations stay good until they expire.";

    @Option(
            name = "--prepare",
            description = "Make the generation, so that devices learn of it, and let it sign later: by itself, or when"
                    + " this command is given without --prepare")
    boolean prepare;

    @Option(name = "-y", aliases = "--yes", description = "Do not ask")
    boolean yes;

    /** What {@code --json} prints: the generation that was made, and how the authority is now. */
    record Renewed(int generation, AuthorityStatus authority) {}

    @Override
    Renewed json() throws CommandException {
        int number = act("authority.renew", "", prepare ? "prepared only" : "", () -> {
            try {
                return authority().renewAuthority(!prepare, operator().name());
            } catch (AuthorityException e) {
                throw failure(e);
            }
        });
        return new Renewed(number, authority().status());
    }

    @Override
    void text(PrintStream out) throws CommandException {
        out.println(intention(authority().status()));
        out.flush();
        if (!yes && !operator().confirms()) {
            out.println("Nothing was changed.");
            return;
        }
        out.println("Making keys, certificates and revocation lists ...");
        out.flush();
        print(out, json());
    }

    private String intention(AuthorityStatus status) {
        if (status.generations().isEmpty()) {
            return "Makes the first generation of the authority, which signs from now on.";
        }
        Optional<Generation> prepared = status.generations().stream()
                .filter(each -> each.phase() == Phase.PREPARED)
                .findFirst();
        if (prepare) {
            return prepared.map(each -> "G" + each.number() + " is prepared already; it stays as it is.")
                    .orElse("Makes a new generation, which devices learn of, and which does not sign yet."
                            + NOBODY_IS_CUT_OFF);
        }
        return prepared.map(each -> "Lets G" + each.number() + ", which is prepared, sign from now on.")
                        .orElse("Makes a new generation, which signs from now on.")
                + NOBODY_IS_CUT_OFF;
    }

    private void print(PrintStream out, Renewed renewed) {
        Optional<Generation> made = generation(renewed.authority(), renewed.generation());
        if (made.isPresent()) {
            CaCommand.print(out, made.get(), clock.instant());
        } else {
            out.println("Generation G" + renewed.generation() + " was made.");
        }
    }
}
