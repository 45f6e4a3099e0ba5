package io.culvert.ca.http;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of others that has run.
 *
 * @param exit its exit status
 * @param output what it wrote
 * @param errors what else it said
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares commands
public record Command(int exit, byte[] output, String errors) {

    private static final long DEADLINE = 60;

    /** Whether there is such a command on this machine. */
    public static boolean exists(String name) {
        return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Runs one in a folder, and waits for its end. */
    public static Command run(Path folder, String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".bin");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(DEADLINE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("does not end: " + words[0] + "\n" + Files.readString(errors));
        }
        return new Command(process.exitValue(), Files.readAllBytes(output), Files.readString(errors));
    }

    /** Runs the lines of a shell script, all of which have to succeed. */
    public static Command script(Path folder, String lines) throws IOException, InterruptedException {
        return run(folder, "sh", "-euc", lines).succeeded();
    }

    /** The same command, which must have succeeded. */
    public Command succeeded() throws IOException {
        if (exit != 0) {
            throw new IOException("exit status " + exit + "\n" + errors);
        }
        return this;
    }
}
