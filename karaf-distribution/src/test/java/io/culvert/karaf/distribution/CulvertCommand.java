package io.culvert.karaf.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of the distribution's {@code culvert}, with pipes for its standard streams. Ends with the test at the latest. */
final class CulvertCommand implements AutoCloseable {

    private final Process process;
    private final Path said;

    private CulvertCommand(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    static CulvertCommand start(Path workFolder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(executable(), "connect"));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile(workFolder, "culvert", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workFolder.toFile()).redirectError(said.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CULVERT_"));
        return new CulvertCommand(builder.start(), said);
    }

    static String executable() {
        return Distribution.HOME.resolve("bin/culvert").toString();
    }

    /** Its standard input: the tunnel's way there. */
    OutputStream in() {
        return process.getOutputStream();
    }

    /** Its standard output: the tunnel's way back. */
    InputStream out() {
        return process.getInputStream();
    }

    void write(String text) throws IOException {
        in().write(text.getBytes(StandardCharsets.UTF_8));
        in().flush();
    }

    /** Blocks until as many bytes have come as the text is expected to have. */
    String read(int length) throws IOException {
        return new String(out().readNBytes(length), StandardCharsets.UTF_8);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has told its user. */
    String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    int exitCode() throws InterruptedException, TimeoutException {
        if (!process.waitFor(Deadline.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new TimeoutException("it did not end; it said:\n" + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
