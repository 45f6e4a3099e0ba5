package io.culvert.shell;

import io.culvert.api.admin.ApiTokens;
import io.culvert.api.admin.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Makes a token for a program. */
@Service
@Command(
        scope = "culvert",
        name = "api-token-create",
        description = "Makes a token with which a program uses the admin API (header Authorization: Bearer TOKEN), and"
                + " shows it once: only its digest is kept.")
public final class ApiTokenCreateCommand extends TokenCommand {

    @Argument(name = "name", required = true, description = "What it is called: 1 to 64 of A-Z a-z 0-9 _ . -")
    String name = "";

    @Option(name = "--role", description = "What it may do: viewer (what holds without it), operator, admin")
    @Completion(
            value = StringsCompleter.class,
            values = {"viewer", "operator", "admin"})
    String role = "viewer";

    @Option(name = "--life", description = "How many days it is good; without it, until it is revoked")
    @Nullable Integer life;

    /** What {@code --json} prints. */
    record Created(String name, String role, String token) {}

    @Override
    Created json() throws CommandException {
        if (life != null && life < 1) {
            throw new CommandException("--life must be 1 or more days");
        }
        Role may = role();
        Duration good = life == null ? null : Duration.ofDays(life);
        ApiTokens tokens = tokens();
        return act("token.create", name, role + (life == null ? ", for ever" : ", for " + life + " days"), () -> {
            try {
                return new Created(name, role, tokens.create(name, may, good));
            } catch (IllegalArgumentException | IOException e) {
                throw new CommandException("No token was made: " + e.getMessage(), e);
            }
        });
    }

    @Override
    void text(PrintStream out) throws CommandException {
        Created created = json();
        out.println(created.token());
        out.println("Nobody can read it again: keep it now. culvert:api-token-revoke " + created.name()
                + " makes it worthless.");
    }

    private Role role() throws CommandException {
        for (Role each : Role.values()) {
            if (Human.word(each).equals(role)) {
                return each;
            }
        }
        throw new CommandException("--role must be one of "
                + Arrays.stream(Role.values()).map(Human::word).collect(Collectors.joining(", ")));
    }
}
