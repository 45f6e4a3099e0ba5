package io.culvert.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes, again and again. */
class KillTest {

    private static final int KILLS = 5;

    @Test
    void theLogIsWholeAfterEachKill(@TempDir Path folder) throws Exception {
        Random random = new Random(7);
        long last = 0;
        for (int i = 0; i < KILLS; i++) {
            Process process = start(folder, "", "300000", "false");
            try {
                long enough = last + 1000 + random.nextInt(3000);
                RecorderTest.await(() -> {
                    if (!process.isAlive() || lastLine(folder) < enough) {
                        throw new IOException("not yet");
                    }
                    return true;
                });
            } finally {
                process.destroyForcibly();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            long seen = lastLine(folder);
            try (Notebook notebook = new Notebook(folder, true, 300_000, 5)) {
                AuditReport report = notebook.verify();
                assertThat(report.fault()).isNull();
                assertThat(report.last()).isGreaterThanOrEqualTo(seen);
                last = report.last();
            }
        }
    }

    /** A limit on the size of files stands for a full disk. */
    @Test
    void aFullDiskIsSurvivedAndTheLogIsWholeAsFarAsItGoes(@TempDir Path folder) throws Exception {
        Process process = start(folder, "ulimit -f 1000; ", "100000000", "true");
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(lastLine(folder)).isGreaterThan(500);
        try (Notebook notebook = new Notebook(folder)) {
            assertThat(notebook.verify().fault()).isNull();
        }
    }

    private static Process start(Path folder, String limit, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "bash",
                        "-c",
                        limit + "exec \"$@\"",
                        "bash",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillTestProcess.class.getName(),
                        folder.toString(),
                        arguments[0],
                        arguments[1])
                .inheritIO()
                .start();
    }

    private static long lastLine(Path folder) throws IOException {
        Path file = folder.resolve("audit.log");
        return Files.exists(file) ? Tail.of(new AuditFiles(file)).head().seq() : 0;
    }
}
