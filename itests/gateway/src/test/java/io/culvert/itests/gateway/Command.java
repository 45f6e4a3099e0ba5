package io.culvert.itests.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A line of a shell. */
public final class Command {

    private Command() {}

    /** Runs it, and gives what it prints; fails when it does. */
    public static String run(Path folder, String line) throws IOException, InterruptedException {
        return run(folder, line, Map.of());
    }

    /** The same where nothing is expected to fail. */
    public static String output(Path folder, String line) {
        try {
            return run(folder, line);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The same with more in its environment. */
    public static String run(Path folder, String line, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", line)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(line + ": " + output);
        }
        return output;
    }
}
