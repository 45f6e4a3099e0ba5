package io.culvert.authenticator.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is logged while it is open; slf4j-simple writes to standard error. */
final class LogCapture implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    LogCapture() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    String text() {
        return said.toString(StandardCharsets.UTF_8);
    }

    List<String> lines(String containing) {
        return text().lines().filter(line -> line.contains(containing)).toList();
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(text());
    }
}
