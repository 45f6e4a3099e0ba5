package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A process that says line by line what it does, until it is killed. */
final class DoomedProcess {

    private static final int KILLED = 128 + 9;

    private final Process process;
    private final Path errors;

    /**
     * Starts the main method of a class.
     *
     * @param place the folder it works in, and its first argument; its errors are written down beside it
     */
    DoomedProcess(Class<?> main, Path place, Object... arguments) throws IOException {
        errors = place.resolveSibling(place.getFileName() + ".errors");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                place.toString()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    /** What the process itself says. */
    static synchronized void say(String what) {
        System.out.println(what);
        System.out.flush();
    }

    void kill() {
        process.toHandle().destroyForcibly(); // which leaves open what it has said
    }

    /**
     * Hears all that it says, and waits for its end, which must be by SIGKILL.
     *
     * @param death which one it should be
     */
    void hear(Consumer<String> ear, Record death) throws IOException, InterruptedException {
        try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                ear.accept(line);
            }
            assertThat(process.waitFor())
                    .as("%s: %s", death, Files.readString(errors))
                    .isEqualTo(KILLED);
        } finally {
            process.destroyForcibly();
        }
    }
}
