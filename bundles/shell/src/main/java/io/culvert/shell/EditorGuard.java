package io.culvert.shell;

import java.io.IOException;
import java.security.AccessController;
import javax.security.auth.Subject;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps those who are no administrators from reading and writing files by way of the line editor, which no list of
 * commands rules: its key Ctrl-X Ctrl-E opens a full-screen editor, and the variable {@code history-file} names a file
 * that it writes what was typed to, and one that all users share.
 *
 * <p>Told by the thread of a session before each line that it executes; the first are those of the script that opens it,
 * before anything can be typed. What is thrown here Karaf ignores.
 */
@Component
public final class EditorGuard implements CommandSessionListener {

    private static final String ADMIN = "admin";
    /** The session's variable with its editor; none where there is no terminal. */
    private static final String READER = ".jline.reader";

    @Override
    public void beforeExecute(CommandSession session, CharSequence command) {
        Object reader = session.get(READER);
        if (reader == null || administrator()) {
            return;
        }
        if (reader instanceof LineReaderImpl editor) {
            guard(editor);
        } else {
            end(session); // somebody has hidden the editor, by a variable that his SSH client sent
        }
    }

    private static void end(CommandSession session) {
        try {
            session.getKeyboard().close();
            session.getConsole().close();
        } catch (IOException e) {
            session.getConsole().close(); // and with it what is left of the terminal
        }
    }

    static void guard(LineReaderImpl editor) {
        if (!(editor.getHistory() instanceof MemoryHistory)) {
            editor.setHistory(new MemoryHistory());
            editor.getWidgets().put(LineReader.EDIT_AND_EXECUTE_COMMAND, () -> false);
        }
    }

    @SuppressWarnings("removal") // it is how Karaf tells who somebody is
    private static boolean administrator() {
        @Nullable Subject subject = Subject.getSubject(AccessController.getContext());
        return subject != null
                && subject.getPrincipals().stream()
                        .anyMatch(principal ->
                                principal.getClass().getSimpleName().equals("RolePrincipal")
                                        && principal.getName().equals(ADMIN));
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence command, Exception exception) {
        // Nothing to guard against.
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence command, Object result) {
        // Nothing to guard against.
    }
}
