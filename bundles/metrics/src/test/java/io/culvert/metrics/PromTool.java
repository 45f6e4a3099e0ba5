package io.culvert.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' own judgement; its program is in Debian's package {@code prometheus}. */
final class PromTool {

    private PromTool() {}

    /** Has metrics parsed, and their names, types and texts checked. */
    static void check(String metrics) throws IOException {
        Path input = Files.createTempFile("metrics", ".txt");
        try {
            Files.writeString(input, metrics);
            run(ProcessBuilder.Redirect.from(input.toFile()), "check", "metrics");
        } finally {
            Files.delete(input);
        }
    }

    /** Runs it, and fails with what it says unless it is content. Skips the test where it is not installed. */
    static void run(ProcessBuilder.Redirect input, String... arguments) throws IOException {
        assumeTrue(
                System.getenv("CI") != null
                        || Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
                "promtool is not installed: apt-get install prometheus");
        List<String> command =
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command)
                .redirectInput(input)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(output).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
