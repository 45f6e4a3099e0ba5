package io.culvert.ca.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of others that has run.
 *
 * @param exit its exit status
 * @param output what it wrote, error messages included
 */
public record Command(int exit, String output) {

    private static final long DEADLINE = 60;

    /** Whether there is such a command on this machine. */
    public static boolean exists(String name) {
        return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Runs one in a folder, and waits for its end. */
    public static Command run(Path folder, String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(DEADLINE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("does not end: " + words[0] + "\n" + Files.readString(output));
        }
        return new Command(
                process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1));
    }

    /** The same, for one that has to succeed. */
    public static String succeed(Path folder, String... words) throws IOException, InterruptedException {
        Command command = run(folder, words);
        if (command.exit != 0) {
            throw new IOException(String.join(" ", words) + ": exit status " + command.exit + "\n" + command.output);
        }
        return command.output;
    }
}
