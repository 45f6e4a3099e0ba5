package io.culvert.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that writes, and the disk. */
class RecorderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void whoHasAnEntryNeverWaitsAndWhatIsLostIsCounted(@TempDir Path folder) throws Exception {
        AuditSettings settings = settings(folder.resolve("audit.log"), 10);
        try (Recorder recorder = recorder(settings)) {
            Chain chain = await(recorder::chain);
            synchronized (chain) { // a disk that takes for ever
                for (int i = 0; i < 5000; i++) {
                    recorder.record(Entry.of(Notebook.NOW, "noted").with("number", (long) i));
                }
            }
            AuditReader reader = new AuditReader(new AuditFiles(settings.file()), recorder);
            AuditReport report = await(() -> {
                AuditReport now = reader.verify();
                if (now.lost() == 0) {
                    throw new IOException("not yet");
                }
                return now;
            });
            assertThat(report.whole()).isTrue();
            await(() -> {
                AuditReport now = reader.verify();
                long noted = reader.tail(10_000).stream()
                        .filter(line -> line.contains("\"noted\""))
                        .count();
                if (now.lost() + noted != 5000) {
                    throw new IOException("lost " + now.lost() + " of 5000, noted " + noted);
                }
                return now;
            });
        }
    }

    @Test
    void whatDoesNotFitWhileTheLogCannotBeOpenedIsCounted(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("audit.log");
        Files.createDirectory(file);
        try (Recorder recorder = recorder(settings(file, 100))) {
            for (int i = 0; i < 103; i++) {
                recorder.record(Entry.of(Notebook.NOW, "noted"));
            }
            AuditReader reader = new AuditReader(new AuditFiles(file), recorder);
            assertThatThrownBy(reader::verify).hasMessageContaining("is not open");
            Files.delete(file);
            await(() -> {
                if (reader.verify().lost() != 3) {
                    throw new IOException("not yet");
                }
                return true;
            });
            assertThat(reader.verify().fault()).isNull();
        }
    }

    @Test
    void aLogThatCannotBeOpenedIsOpenedAsSoonAsItCan(@TempDir Path folder) throws Exception {
        Path obstacle = Files.writeString(folder.resolve("log"), "");
        AuditSettings settings = settings(obstacle.resolve("audit.log"), 100);
        try (Recorder recorder = recorder(settings)) {
            recorder.record(Entry.of(Notebook.NOW, "noted"));
            AuditReader reader = new AuditReader(new AuditFiles(settings.file()), recorder);
            assertThatThrownBy(reader::verify).hasMessageContaining("is not open");
            Files.delete(obstacle);
            await(() -> {
                if (reader.verify().lines() != 2) {
                    throw new IOException("not yet");
                }
                return true;
            });
        }
        assertThat(Files.readAllLines(settings.file()).get(2)).contains("\"event\":\"log-stopped\"");
    }

    @Test
    void theTailIsOfSeveralFilesIfNeedBe(@TempDir Path folder) throws Exception {
        try (Notebook notebook = new Notebook(folder, true, 2_000, 10)) {
            notebook.write(40);
        }
        AuditSettings settings = new AuditSettings(folder.resolve("audit.log"), 2_000, 10, folder.resolve("key"), 10);
        try (Recorder recorder = recorder(settings)) {
            await(recorder::chain);
            List<String> tail = new AuditReader(new AuditFiles(settings.file()), recorder).tail(30);
            assertThat(tail).hasSize(30);
            assertThat(tail.get(29)).contains("\"seq\":42,").contains("log-started");
            assertThat(tail.get(0)).contains("\"seq\":13,");
        }
    }

    private static AuditSettings settings(Path file, int queue) {
        return new AuditSettings(file, 1_000_000, 3, null, queue);
    }

    private static Recorder recorder(AuditSettings settings) {
        Recorder recorder = new Recorder(settings, Clock.systemUTC(), () -> Map.of("node", "gw1"));
        recorder.start();
        return recorder;
    }

    static <T> T await(Callable<T> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return condition.call();
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("not in time", e);
                }
                Thread.onSpinWait();
            }
        }
    }
}
