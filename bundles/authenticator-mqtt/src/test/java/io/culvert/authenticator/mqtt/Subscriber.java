package io.culvert.authenticator.mqtt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** mosquitto_sub, and what it has got. */
final class Subscriber implements AutoCloseable {

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();

    Subscriber(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, "subscriber");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException e) {
            // It has ended.
        }
    }

    /** The payloads, which are JSON. */
    List<String> payloads() {
        return said.stream().filter(line -> line.startsWith("{")).toList();
    }

    String awaitPayload() {
        Await.until("a message", () -> !payloads().isEmpty());
        return payloads().get(0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
