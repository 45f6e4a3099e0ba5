package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running command, started through the launcher; what it says is collected. */
final class TestCommand {

    final Process process;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Thread listener;

    private TestCommand(ProcessBuilder builder) throws IOException {
        process = builder.start();
        listener = new Thread(() -> {
            try (InputStream errors = process.getErrorStream()) {
                errors.transferTo(said);
            } catch (IOException e) {
                // It has ended.
            }
        });
        listener.setDaemon(true);
        listener.start();
    }

    static TestCommand start(Map<String, String> environment, String... arguments) throws IOException {
        return start(Path.of("").toAbsolutePath(), environment, arguments);
    }

    static TestCommand start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("src/main/bin/culvert").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new TestCommand(builder);
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    int exit() throws InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(said()).isTrue();
        listener.join(5000);
        assertThat(said()).doesNotContain(TestGateway.TOKEN).doesNotContain("\tat ");
        return process.exitValue();
    }

    void untilSaid(String text) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!said().contains(text)) {
            assertThat(System.nanoTime()).as("'%s' in: %s", text, said()).isLessThan(deadline);
            assertThat(process.isAlive() || said().contains(text)).as(said()).isTrue();
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    InputStream stdout() {
        return process.getInputStream();
    }
}
