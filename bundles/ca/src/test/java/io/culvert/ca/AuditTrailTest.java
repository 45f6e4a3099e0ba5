package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.culvert.api.event.Event.AuthorityActed;
import io.culvert.ca.AuditEntry.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00.5Z");
    private static final AuditEntry ISSUED = AuditEntry.of(NOW, Event.ISSUED, "alice")
            .device("0f8e3c1a-0000-4000-8000-000000000001")
            .serial("4a")
            .from("192.0.2.7:4711");

    private Path file;

    @BeforeEach
    void choose(@TempDir Path folder) {
        file = folder.resolve("audit.log");
    }

    /** Every line as a flat object. */
    static List<Map<String, String>> entries(Path file) throws IOException {
        List<Map<String, String>> entries = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            Map<String, String> entry = new LinkedHashMap<>();
            try (JsonParser json = new JsonFactory().createParser(line)) {
                assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    entry.put(json.currentName(), json.nextTextValue());
                }
                assertThat(json.nextToken()).isNull();
            }
            entries.add(entry);
        }
        return entries;
    }

    @Test
    void aDecisionIsALine() throws Exception {
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), file, new Listeners())) {
            trail.record(ISSUED);
            trail.record(AuditEntry.of(NOW, Event.AUTHORITY_ACTIVATED, "karaf").because("renewal", "generation 2"));
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"time\":\"2026-11-29T12:00:00.500Z\",\"event\":\"issued\",\"who\":\"alice\","
                                + "\"device\":\"0f8e3c1a-0000-4000-8000-000000000001\",\"serial\":\"4a\","
                                + "\"remote\":\"192.0.2.7:4711\"}",
                        "{\"time\":\"2026-11-29T12:00:00.500Z\",\"event\":\"authority-activated\",\"who\":\"karaf\","
                                + "\"reason\":\"renewal\",\"detail\":\"generation 2\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatPeersSayCannotForgeALineNorReachATerminal() throws Exception {
        String evil = "a\"}\n{\"event\":\"issued\"\r\u001b[2J\u007f\u0085\u2028ü\ud800\0";
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), file, new Listeners())) {
            trail.record(AuditEntry.of(NOW, Event.REFUSED, evil).because("malformed", evil.repeat(1000)));
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length - 1; i++) {
            assertThat((int) bytes[i]).isBetween(0x20, 0x7e);
        }
        assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
        assertThat(bytes.length).isLessThan(10_000);
        assertThat(entries(file)).singleElement().satisfies(entry -> assertThat(entry)
                .containsEntry("who", evil));
    }

    @Test
    void whatChangesSomethingIsForced() throws Exception {
        List<String> steps = new ArrayList<>();
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(steps::add), file, new Listeners())) {
            steps.clear();
            trail.record(AuditEntry.of(NOW, Event.REFUSED, "alice").because("revoked", null));
            assertThat(steps).containsExactly("audit.log write");
            steps.clear();
            trail.record(ISSUED);
            assertThat(steps).containsExactly("audit.log write", "audit.log force");
        }
    }

    @Test
    void anEntryThatWasNotFinishedIsCutOff() throws Exception {
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), file, new Listeners())) {
            trail.record(ISSUED);
        }
        Files.writeString(file, "{\"time\":\"2026", StandardOpenOption.APPEND);
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), file, new Listeners())) {
            trail.record(ISSUED);
        }
        assertThat(entries(file)).hasSize(2);
    }

    @Test
    void anOperatorMayMoveItAway() throws Exception {
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), file, new Listeners())) {
            trail.record(ISSUED);
            Path moved = Files.move(file, file.resolveSibling("audit.log.1"));
            trail.record(ISSUED);
            trail.record(ISSUED);
            assertThat(entries(moved)).hasSize(1);
            assertThat(entries(file)).hasSize(2);
            Files.write(file, new byte[0]); // as logrotate's copytruncate does
            trail.record(ISSUED);
            assertThat(entries(file)).hasSize(1);
        }
    }

    @Test
    void whatCannotBeRecordedIsSaid() throws Exception {
        boolean[] fails = {false};
        DurableFiles files = new DurableFiles(step -> {
            if (fails[0]) {
                throw new IOException("No space left on device");
            }
        });
        try (AuditTrail trail = AuditTrail.open(files, file, new Listeners())) {
            trail.record(ISSUED);
            fails[0] = true;
            assertThatThrownBy(() -> trail.record(ISSUED))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("No space left on device");
            fails[0] = false;
            trail.record(ISSUED);
        }
        assertThat(entries(file)).hasSize(2);
    }

    @Test
    void othersHearOfADecisionWhenItIsRecordedWhateverOneOfThemDoes() throws Exception {
        List<io.culvert.api.event.Event> heard = new ArrayList<>();
        Listeners listeners = new Listeners();
        listeners.add(event -> {
            throw new IllegalStateException("listener");
        });
        listeners.add(event -> {
            assertThat(file).isNotEmptyFile();
            heard.add(event);
        });
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), file, listeners)) {
            trail.record(ISSUED);
            trail.record(AuditEntry.of(NOW, Event.REVOKED, "karaf").because("superseded", null));
        }
        assertThat(heard)
                .containsExactly(
                        new AuthorityActed(
                                NOW,
                                "issued",
                                "alice",
                                Map.of(
                                        "device",
                                        "0f8e3c1a-0000-4000-8000-000000000001",
                                        "serial",
                                        "4a",
                                        "remote",
                                        "192.0.2.7:4711")),
                        new AuthorityActed(NOW, "revoked", "karaf", Map.of("reason", "superseded")));
    }
}
