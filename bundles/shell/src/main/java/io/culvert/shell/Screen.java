package io.culvert.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.karaf.shell.api.console.Session;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's whole screen, taken over until closed and then given back as it was. Used by the thread of one command.
 */
final class Screen implements AutoCloseable {

    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String TO_TOP = "\u001b[H";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Terminal terminal;
    private final Attributes before;

    /** The terminal of a session; {@code null} when it has none that can move its cursor, such as a script's. */
    static @Nullable Terminal terminalOf(Session session) {
        return session.getTerminal() instanceof Terminal terminal
                        && !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                ? terminal
                : null;
    }

    Screen(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
        terminal.writer().print(ENTER);
    }

    /** Replaces what is shown without a flicker; what does not fit is cut off. */
    void show(Consumer<PrintStream> content) {
        Charset charset = terminal.encoding();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, charset)) {
            content.accept(out);
        }
        StringBuilder screen = new StringBuilder(TO_TOP);
        bytes.toString(charset)
                .lines()
                .limit(Math.max(1, terminal.getHeight() - 2))
                .forEach(line -> screen.append(line, 0, Math.min(line.length(), terminal.getWidth()))
                        .append(CLEAR_REST_OF_LINE)
                        .append("\r\n"));
        screen.append(CLEAR_REST_OF_LINE + "\r\n" + CLEAR_REST_OF_LINE + "Press any key to end");
        terminal.writer().print(screen.append(CLEAR_BELOW));
        terminal.flush();
    }

    /** Waits for a key; also true when the terminal is gone, or Ctrl-C was pressed. */
    boolean keyWithin(Duration patience) throws IOException {
        try {
            return terminal.reader().read(patience.toMillis()) != NonBlockingReader.READ_EXPIRED;
        } catch (InterruptedIOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        terminal.writer().print(LEAVE);
        terminal.flush();
        terminal.setAttributes(before);
    }
}
