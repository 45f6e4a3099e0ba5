package io.culvert.shell;

import io.culvert.api.admin.ApiTokens;
import org.apache.karaf.shell.support.CommandException;

/** A command about the tokens with which programs use the admin API. */
abstract class TokenCommand extends GatewayCommand {

    final ApiTokens tokens() throws CommandException {
        return present(gateway().find(ApiTokens.class), "console");
    }
}
