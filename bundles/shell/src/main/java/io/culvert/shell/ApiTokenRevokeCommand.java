package io.culvert.shell;

import io.culvert.api.admin.ApiTokens;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Makes a token of a program worthless. */
@Service
@Command(
        scope = "culvert",
        name = "api-token-revoke",
        description = "Makes a token of the admin API worthless, at once.")
public final class ApiTokenRevokeCommand extends TokenCommand {

    @Argument(name = "name", required = true, description = "What the token is called")
    @Completion(ApiTokenCompleter.class)
    String name = "";

    @Override
    Object json() throws CommandException {
        ApiTokens tokens = tokens();
        return act("token.revoke", name, "", () -> {
            try {
                if (!tokens.revoke(name)) {
                    throw new CommandException(
                            "There is no token " + Human.text(name) + "; culvert:api-token-list shows those there are");
                }
                return Map.of("revoked", name);
            } catch (IOException e) {
                throw new CommandException("The token is good still: " + e.getMessage(), e);
            }
        });
    }

    @Override
    void text(PrintStream out) throws CommandException {
        json();
        out.println("Revoked " + name + ".");
    }
}
