package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2, 2};

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFileIsReplacedInTheOrderThatSurvives(@TempDir Path folder) throws Exception {
        List<String> steps = new ArrayList<>();
        Path file = folder.resolve("file");
        new DurableFiles(steps::add).replace(file, NEW, false);
        assertThat(file).hasBinaryContent(NEW);
        assertThat(steps)
                .containsExactly("file create", "file write", "file force", "file rename", "file force-folder");
    }

    @Test
    void onlySecretsAreHidden(@TempDir Path folder) throws Exception {
        DurableFiles files = new DurableFiles();
        files.replace(folder.resolve("secret"), NEW, true);
        files.replace(folder.resolve("public"), NEW, false);
        assertThat(permissions(folder.resolve("secret"))).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("public"))).isEqualTo("rw-r--r--");
    }

    @Test
    void aSecretIsHiddenFromTheBeginning(@TempDir Path folder) throws Exception {
        List<String> seen = new ArrayList<>();
        new DurableFiles(step -> {
                    if (step.endsWith("write") || step.endsWith("rename")) {
                        seen.add(permissions(folder.resolve(".secret.tmp")));
                    }
                })
                .replace(folder.resolve("secret"), NEW, true);
        assertThat(seen).containsExactly("rw-------", "rw-------");
    }

    @Test
    void theOldFileStaysWhenAStepFails(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("file");
        new DurableFiles().replace(file, OLD, false);
        for (String step : List.of("create", "write", "force", "rename")) {
            DurableFiles failing = new DurableFiles(before -> {
                if (before.equals("file " + step)) {
                    throw new IOException("Input/output error");
                }
            });
            assertThatThrownBy(() -> failing.replace(file, NEW, false))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + " cannot be written: Input/output error;"
                            + " see that the disk has room and that the gateway's user may write there");
            assertThat(file).hasBinaryContent(OLD);
            assertThat(folder).isDirectoryNotContaining("glob:**/.*");
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemoved(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("server_maintenance/d2d");
        DurableFiles files = new DurableFiles();
        files.prepare(folder);
        Files.write(folder.resolve(".ca.p12.tmp"), NEW);
        Files.write(folder.resolve("ca.pem"), NEW);
        files.prepare(folder);
        assertThat(folder).isDirectoryContaining("glob:**/ca.pem").isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void aLeftoverIsNoObstacle(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve(".file.tmp"), OLD);
        new DurableFiles().replace(folder.resolve("file"), NEW, true);
        assertThat(folder.resolve("file")).hasBinaryContent(NEW);
        assertThat(permissions(folder.resolve("file"))).isEqualTo("rw-------");
    }

    @Test
    void aFolderThatIsNoneIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("d2d"), OLD);
        assertThatThrownBy(() -> new DurableFiles().prepare(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> new DurableFiles().replace(file.resolve("ca.pem"), NEW, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.pem cannot be written");
        assertThatThrownBy(() -> new DurableFiles().replace(folder.resolve("no/ca.pem"), NEW, false))
                .hasMessageContaining("there is no such file or folder");
    }
}
