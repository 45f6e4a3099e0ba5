package io.culvert.shell;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.ShellUtil;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Who sits at the shell. Used by the thread of one command.
 *
 * @param session {@code null} when there is none, in tests
 */
record Operator(@Nullable Session session) {

    private static final String UNKNOWN = "shell";
    private static final char NO_ECHO = '\0';

    /**
     * For the audit trail: the user who has logged in. Not the shell's variable {@code USER}, which everybody can set.
     */
    String name() {
        return Objects.requireNonNullElse(ShellUtil.getCurrentUserName(), UNKNOWN);
    }

    /** Asks whether to go on, where there is somebody to be asked: a script has decided already. */
    boolean confirms() throws CommandException {
        if (session == null || session.getTerminal() == null) {
            return true;
        }
        String answer = ask(session, "Go on? [y/N] ", null).orElse("").strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }

    /** Asks for a secret without showing it; empty when there is nobody to be asked. */
    Optional<String> secret(String prompt) throws CommandException {
        return session == null || session.getTerminal() == null ? Optional.empty() : ask(session, prompt, NO_ECHO);
    }

    private static Optional<String> ask(Session session, String prompt, @Nullable Character mask)
            throws CommandException {
        try {
            return Optional.ofNullable(session.readLine(prompt, mask));
        } catch (EndOfFileException | UserInterruptException e) { // Ctrl-D, Ctrl-C
            return Optional.empty();
        } catch (UnsupportedOperationException e) { // a script that was started from a terminal
            return Optional.empty();
        } catch (IOException e) {
            throw new CommandException("The terminal is gone", e);
        }
    }
}
