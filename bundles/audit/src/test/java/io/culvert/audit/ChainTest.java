package io.culvert.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the log shows what was done to it. */
class ChainTest {

    private Path folder;
    private Notebook notebook;

    @BeforeEach
    void open(@TempDir Path given) throws Exception {
        folder = given;
        notebook = new Notebook(folder);
    }

    @AfterEach
    void close() throws IOException {
        notebook.close();
    }

    @Test
    void aLogIsWholeAndItsFilesAreForTheGatewayOnly() throws Exception {
        AuditReport report = notebook.write(5).verify();
        assertThat(report.whole()).isTrue();
        assertThat(report.keyed()).isTrue();
        assertThat(report.lines()).isEqualTo(6);
        assertThat(report.first()).isEqualTo(1);
        assertThat(report.last()).isEqualTo(6);
        assertThat(notebook.lines().get(0))
                .startsWith("{\"seq\":1,\"time\":\"2026-11-29T12:00:00Z\",\"node\":\"gw1\",\"event\":\"log-started\","
                        + "\"after\":\"nothing\",\"prev\":\"" + Line.NOTHING + "\",\"hash\":\"");
        assertThat(notebook.lines().get(5)).endsWith("\"hash\":\"" + report.head() + "\"}");
        for (String name : List.of("audit.log", "key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void anEmptyLogIsWhole() throws Exception {
        AuditReport report =
                new Verification(Seal.of(null), bytes -> {}).read(List.of(), new Chain.Head(0, Line.NOTHING));
        assertThat(report.whole()).isTrue();
        assertThat(report.head()).isEmpty();
    }

    // What can be done to it

    @Test
    void whatWasChangedIsFound() throws Exception {
        broken(3, "Line 3 was changed", lines -> replace(lines, 2, "number 1", "number 7"));
        broken(3, "Line 4 was changed", lines -> replace(lines, 2, "\"seq\":3", "\"seq\":4"));
        broken(3, "Line 3 was changed", lines -> replace(lines, 2, "12:00:00Z", "12:00:01Z"));
        broken(3, "no line of the log", lines -> replace(lines, 2, "\"hash\"", "\"hush\""));
        broken(2, "no line of the log", lines -> replace(lines, 1, "{", ""));
    }

    @Test
    void whatWasDeletedIsFound() throws Exception {
        broken(3, "Lines 3 to 3 are missing before line 4", lines -> without(lines, 2, 3));
        broken(3, "Lines 3 to 5 are missing before line 6", lines -> without(lines, 2, 5));
        broken(1, "Lines 1 to 2 are missing, and no rotation", lines -> without(lines, 0, 2));
        broken(5, "Lines 5 to 6 were written and are missing: the end was cut off", lines -> without(lines, 4, 6));
        broken(1, "Lines 1 to 6 were written and are missing", lines -> without(lines, 0, 6));
    }

    @Test
    void whatWasExchangedIsFound() throws Exception {
        broken(3, "are missing before line 4", lines -> {
            lines.add(2, lines.remove(3));
            return lines;
        });
    }

    @Test
    void whatWasPutInIsFound() throws Exception {
        broken(4, "Line 3 comes after line 3", lines -> {
            lines.add(3, lines.get(2));
            return lines;
        });
        broken(4, "no line of the log", lines -> {
            lines.add(3, "{}");
            return lines;
        });
        broken(7, "comes after line 6", lines -> {
            lines.add(lines.get(1));
            return lines;
        });
    }

    /** Whoever has no key makes a line as good as it can be made without. */
    @Test
    void whatWasMadeWithoutTheKeyIsFound() throws Exception {
        Seal without = Seal.of(null);
        broken(3, "made with another key", lines -> {
            Line old = Objects.requireNonNull(Line.of(lines.get(2)));
            byte[] body = new String(old.body(), StandardCharsets.US_ASCII)
                    .replace("number 1", "number 9")
                    .getBytes(StandardCharsets.US_ASCII);
            String made = new String(Line.sealed(body, without.hash(body)), StandardCharsets.US_ASCII);
            lines.set(2, made.strip());
            return lines;
        });
    }

    /** Why there is a key: without one, all of it can be made anew. */
    @Test
    void withoutAKeyAChangedLineIsFoundButNotALogThatWasMadeAnew(@TempDir Path other) throws Exception {
        try (Notebook plain = new Notebook(other, false, 1_000_000, 10)) {
            plain.write(3);
            assertThat(plain.verify().keyed()).isFalse();
            List<String> lines = plain.lines();
            plain.lines(replace(plain.lines(), 2, "number 1", "number 8"));
            assertThat(plain.verify().whole()).isFalse();
            plain.lines(lines);
            assertThat(plain.verify().whole()).isTrue();
        }
        Files.delete(other.resolve("audit.log"));
        try (Notebook forged = new Notebook(other, false, 1_000_000, 10)) {
            assertThat(forged.write(1).verify().whole()).isTrue();
        }
    }

    private void broken(long line, String problem, UnaryOperator<List<String>> deed) throws IOException {
        close();
        Files.deleteIfExists(folder.resolve("audit.log"));
        notebook = new Notebook(folder);
        notebook.write(5);
        notebook.lines(deed.apply(notebook.lines()).stream()
                .filter(each -> !each.isEmpty())
                .toList());
        if (notebook.lines().equals(List.of(""))) {
            Files.writeString(notebook.file, "");
        }
        AuditReport.Fault fault = Objects.requireNonNull(notebook.verify().fault(), problem);
        assertThat(fault.problem()).contains(problem);
        assertThat(fault.line()).isEqualTo(line);
        assertThat(fault.file()).isEqualTo("audit.log");
    }

    private static List<String> replace(List<String> lines, int index, String old, String replacement) {
        assertThat(lines.get(index)).contains(old);
        lines.set(index, lines.get(index).replace(old, replacement));
        return lines;
    }

    private static List<String> without(List<String> lines, int from, int to) {
        lines.subList(from, to).clear();
        return lines;
    }

    // Over files and starts

    @Test
    void theChainGoesOnOverFilesAndTheOldestAreDeletedByTheLogItself() throws Exception {
        close();
        notebook = new Notebook(folder, true, 2_000, 3);
        notebook.write(100);
        AuditReport report = notebook.verify();
        assertThat(report.fault()).isNull();
        assertThat(report.files()).isEqualTo(4);
        assertThat(report.first()).isGreaterThan(1);
        List<Path> full = new AuditFiles(notebook.file).full();
        Files.delete(full.get(0));
        assertThat(Objects.requireNonNull(notebook.verify().fault()).problem())
                .contains("are missing, and no rotation has deleted them");
    }

    @Test
    void aFileThatIsMissingInTheMiddleIsFound() throws Exception {
        close();
        notebook = new Notebook(folder, true, 2_000, 10);
        notebook.write(40);
        assertThat(notebook.verify().whole()).isTrue();
        Path middle = new AuditFiles(notebook.file).full().get(1);
        Files.delete(middle);
        assertThat(Objects.requireNonNull(notebook.verify().fault()).problem()).contains("are missing before line");
    }

    @Test
    void theChainGoesOnAfterAStartAlsoWithoutAnEndBetweenFiles() throws Exception {
        notebook.write(2);
        notebook.reopen();
        assertThat(notebook.lines().get(3)).contains("\"event\":\"log-started\",\"after\":\"kill\"");
        notebook.chain().append(List.of(Entry.of(Notebook.NOW, "log-stopped")), Notebook.ORIGIN);
        notebook.reopen();
        assertThat(notebook.lines().get(5)).contains("\"after\":\"stop\"");
        Files.move(notebook.file, new AuditFiles(notebook.file).named(1));
        notebook.reopen();
        assertThat(notebook.verify().fault()).isNull();
        assertThat(notebook.verify().lines()).isEqualTo(7);
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsPutAsideAndTheLogSaysSo() throws Exception {
        notebook.write(2).close();
        Files.writeString(notebook.file, "{\"seq\":4,\"time\":\"2026", StandardOpenOption.APPEND);
        notebook.reopen();
        assertThat(notebook.lines().get(3))
                .contains("\"event\":\"log-mended\",\"bytes\":21,\"aside\":\"audit.log.torn-4\"");
        assertThat(folder.resolve("audit.log.torn-4")).hasContent("{\"seq\":4,\"time\":\"2026");
        assertThat(notebook.verify().fault()).isNull();
    }

    @Test
    void aLastLineThatIsDamagedIsNotHidden() throws Exception {
        notebook.write(2).close();
        Files.writeString(notebook.file, "garbage\n", StandardOpenOption.APPEND);
        notebook.reopen();
        assertThat(Objects.requireNonNull(notebook.verify().fault()).line()).isEqualTo(4);
    }

    @Test
    void aKeyThatIsNoneStopsTheLog() throws Exception {
        close();
        Files.writeString(folder.resolve("key"), "short\n");
        assertThatThrownBy(() -> notebook.reopen())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must hold 64 or more");
    }

    @Test
    void whatPeersCallThemselvesCannotForgeALineNorReachATerminal() throws Exception {
        String evil = "a\"}\n{\"seq\":9,\"event\":\"lost\",\"count\":7}\r\u001b[2J\u007f\u0085\u2028\u00fc\ud800\0";
        notebook.chain()
                .append(
                        List.of(Entry.of(Notebook.NOW, "noted")
                                .with("name", evil)
                                .with("sessions", List.of(evil))
                                .with("long", evil.repeat(1000))),
                        Notebook.ORIGIN);
        assertThat(notebook.lines()).hasSize(2);
        for (byte each : Files.readAllBytes(notebook.file)) {
            assertThat(each == '\n' || (each >= 0x20 && each < 0x7f)).isTrue();
        }
        assertThat(notebook.verify().whole()).isTrue();
        assertThat(notebook.verify().lost()).isZero();
        try (JsonParser json = new JsonFactory().createParser(notebook.lines().get(1))) {
            while (!"name".equals(json.currentName())
                    || json.currentToken().isStructStart()
                    || !json.hasTextCharacters()) {
                json.nextToken();
            }
            assertThat(json.getText()).startsWith("a\"}\n{");
        }
    }
}
