package io.culvert.shell;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Generation;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** A command about the gateway's certificate authority. Finds it when it needs it, as it does the other parts. */
abstract class AuthorityCommand extends GatewayCommand {

    @Reference
    @Nullable Session session;

    final AuthorityOperations authority() throws CommandException {
        return present(gateway().find(AuthorityOperations.class), "certificate authority");
    }

    /** Who sits at the shell. */
    final Operator operator() {
        return new Operator(session);
    }

    /** What the authority says of something that it cannot do; it may quote names that strangers chose. */
    static CommandException failure(AuthorityException e) {
        return new CommandException(Human.printable(String.valueOf(e.getMessage())), e);
    }

    static Optional<Generation> generation(AuthorityStatus status, int number) {
        return status.generations().stream()
                .filter(each -> each.number() == number)
                .findFirst();
    }
}
