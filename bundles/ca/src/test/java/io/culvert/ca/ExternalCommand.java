package io.culvert.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What came of a program.
 *
 * @param exit 0 is success
 * @param output of both kinds
 */
record ExternalCommand(int exit, String output) {

    private static final int SECONDS = 60;

    /** Runs a program to its end. */
    static ExternalCommand run(String... command) {
        return run(List.of(command));
    }

    /** Runs a program to its end, and gives its output; fails when the program does. */
    static String succeed(Object... command) {
        return run(Stream.of(command).map(Object::toString).toList()).expectSuccess();
    }

    static ExternalCommand run(List<String> command) {
        try {
            Path output = Files.createTempFile("command", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " has not ended");
                }
                return new ExternalCommand(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Its output, when it has succeeded. */
    String expectSuccess() {
        if (exit != 0) {
            throw new AssertionError("exit " + exit + ": " + output);
        }
        return output;
    }
}
