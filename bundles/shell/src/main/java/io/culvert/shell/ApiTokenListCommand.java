package io.culvert.shell;

import io.culvert.api.admin.ApiTokens.ApiToken;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** Lists the tokens of programs. */
@Service
@Command(
        scope = "culvert",
        name = "api-token-list",
        description = "Lists the tokens with which programs use the admin API: what they may do, and how long.")
public final class ApiTokenListCommand extends TokenCommand {

    @Override
    List<ApiToken> json() throws CommandException {
        return tokens().list();
    }

    @Override
    void text(PrintStream out) throws CommandException {
        Instant now = clock.instant();
        ShellTable table = new ShellTable().emptyTableText("There is no token.");
        table.column("Name");
        table.column("Role");
        table.column("Made");
        table.column("Good until");
        for (ApiToken token : json()) {
            Instant expires = token.expires();
            table.addRow()
                    .addContent(
                            token.name(),
                            Human.word(token.role()),
                            Human.moment(token.created(), now),
                            expires == null
                                    ? "revoked by hand"
                                    : expires.isAfter(now) ? Human.moment(expires, now) : "expired");
        }
        table.print(out);
    }
}
