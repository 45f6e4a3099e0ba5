package io.culvert.authenticator.tck;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Everything that is written while it is open: to System.out and System.err, and to java.util.logging on every level. It
 * is kept here only, so that hostile tokens do not flood the report of the build. What slf4j logs is seen if its binding
 * writes to one of these; {@link #seesSlf4j} tells whether it does.
 */
final class Output implements AutoCloseable {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream(); // whose methods are synchronized
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final Handler handler = new Records();

    Output() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        handler.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(handler);
    }

    String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** Whether what is logged through slf4j at level DEBUG arrives here; true where there is no slf4j. */
    boolean seesSlf4j() {
        String probe = "Can the TCK see this?";
        try {
            Object logger = Class.forName("org.slf4j.LoggerFactory")
                    .getMethod("getLogger", String.class)
                    .invoke(null, getClass().getName());
            Class.forName("org.slf4j.Logger").getMethod("debug", String.class).invoke(logger, probe);
        } catch (ClassNotFoundException e) {
            return true;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("slf4j cannot be used", e);
        }
        return text().contains(probe);
    }

    @Override
    public void close() {
        root.removeHandler(handler);
        root.setLevel(level);
        System.setOut(out);
        System.setErr(err);
    }

    private final class Records extends Handler {

        private final Formatter format = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            byte[] line = format.format(record).getBytes(StandardCharsets.UTF_8);
            written.write(line, 0, line.length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
