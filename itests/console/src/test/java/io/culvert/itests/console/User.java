package io.culvert.itests.console;

import io.culvert.itests.gateway.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Somebody who can log in.
 *
 * @param name of the user
 * @param password of the user
 */
record User(String name, String password) {

    static final User VIEWER = new User("looker", "looker's password");
    static final User OPERATOR = new User("closer", "closer's password");
    /** For tests that get a user locked out. */
    static final User UNLUCKY = new User("unlucky", "unlucky's password");
    /** For tests that take a user away. */
    static final User FLEETING = new User("fleeting", "fleeting's password");
    /** Known, and with no role. */
    static final User NOBODY = new User("nobody", "nobody's password");

    /** The user that every gateway has from its first start. */
    static User admin(GatewayProcess gateway) throws IOException {
        return new User(
                "admin",
                Files.readString(gateway.state().resolve("shell-password")).trim());
    }

    /** Adds the others to a gateway's, as docs/operations.md tells. */
    static void addTo(GatewayProcess gateway) throws IOException {
        Files.write(
                gateway.etc("users.properties"),
                List.of(
                        VIEWER.name + " = " + VIEWER.password + ",viewer",
                        OPERATOR.name + " = " + OPERATOR.password + ",viewer,operator",
                        UNLUCKY.name + " = " + UNLUCKY.password + ",viewer",
                        FLEETING.name + " = " + FLEETING.password + ",viewer",
                        NOBODY.name + " = " + NOBODY.password),
                StandardOpenOption.APPEND);
    }
}
