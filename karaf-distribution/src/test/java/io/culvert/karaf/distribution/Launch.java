package io.culvert.karaf.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** One run of the launcher, without a terminal. Ends with the test at the latest. */
final class Launch implements AutoCloseable {

    private final Process process;
    private final Path output;

    private Launch(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the launcher of a distribution. */
    static Launch of(Path home, Path workFolder, String... options) throws IOException {
        return of(home, workFolder, Map.of(), options);
    }

    static Launch of(Path home, Path workFolder, Map<String, String> environment, String... options)
            throws IOException {
        List<String> command = new ArrayList<>();
        // A shell that ran the tests in the background made SIGINT ignored, which is inherited.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(home.resolve("bin/culvert-gateway").toString());
        command.addAll(List.of(options));
        Path output = Files.createTempFile(workFolder, "launch", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workFolder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CULVERT_") || name.equals("JAVA_OPTS"));
        builder.environment().putAll(environment);
        return new Launch(builder.start(), output);
    }

    /** What it has written so far to standard output and standard error. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Process process() {
        return process;
    }

    /** The JVM that the launcher has started. */
    ProcessHandle gateway() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
    }

    /** Waits for something that the launcher or the gateway does. */
    void await(String what, BooleanSupplier condition) throws TimeoutException {
        Deadline.await(what, condition, process::isAlive, this::output);
    }

    int exitCode() throws InterruptedException, TimeoutException {
        if (!process.waitFor(Deadline.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new TimeoutException("it did not end; it said:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
