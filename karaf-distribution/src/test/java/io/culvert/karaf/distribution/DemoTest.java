package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --demo}, in a folder for temporary files of its own. */
@Timeout(300)
class DemoTest {

    @TempDir
    private Path folder = Path.of("");

    private Path temporary = Path.of("");

    @BeforeEach
    void makeFolder() throws Exception {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @Test
    void sendsAFileAndChecksIt() throws Exception {
        try (Launch demo = start("4")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output())
                    .contains("ready at wss://127.0.0.1:")
                    .contains("100 %")
                    .contains("All " + (4 << 20) + " bytes arrived, SHA-256 equal")
                    .containsPattern("[0-9]+ MB/s");
            assertNothingLeft(List.of());
        }
    }

    @Test
    void leavesNothingBehindWhenInterrupted() throws Exception {
        try (Launch demo = start("256")) {
            demo.await("transfer", () -> demo.output().contains("Connecting two clients"));
            List<ProcessHandle> children = demo.process().descendants().toList();
            assertThat(children).isNotEmpty();

            new ProcessBuilder("kill", "-INT", Long.toString(demo.process().pid()))
                    .start()
                    .waitFor();

            assertThat(demo.exitCode()).isEqualTo(130);
            assertNothingLeft(children);
        }
    }

    private Launch start(String mib) throws Exception {
        return Launch.of(
                Distribution.HOME, folder, Map.of("CULVERT_DEMO_MIB", mib, "TMPDIR", temporary.toString()), "--demo");
    }

    private void assertNothingLeft(List<ProcessHandle> children) throws Exception {
        // A client that was stopped while its script was looking for Java leaves that look to end by itself.
        Deadline.await(
                "end of all processes",
                () -> children.stream().noneMatch(ProcessHandle::isAlive),
                () -> "left: "
                        + children.stream().filter(ProcessHandle::isAlive).toList());
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
    }
}
