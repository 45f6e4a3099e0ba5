package io.culvert.ca;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Every decision of the authority, a JSON object (RFC 8259) on a line each, in ASCII; only ever appended to. An operator
 * may move the file away at any time: the next entry begins another one. For any thread.
 */
final class AuditTrail implements Closeable {

    private static final byte[] NO_HEADER = {};
    private static final int LONGEST = 1000;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new Escapes())
            .build();

    private final DurableFiles files;
    private final Path file;
    private final Listeners listeners;
    private Journal journal;

    private AuditTrail(DurableFiles files, Path file, Listeners listeners, Journal journal) {
        this.files = files;
        this.file = file;
        this.listeners = listeners;
        this.journal = journal;
    }

    /**
     * Opens the file, or makes it.
     *
     * @param listeners who hears of each decision when it is recorded
     */
    static AuditTrail open(DurableFiles files, Path file, Listeners listeners) throws IOException {
        return new AuditTrail(files, file, listeners, Journal.open(files, file, NO_HEADER));
    }

    /**
     * Records a decision. Returns when it is on the disk; but a refusal changes nothing, and is there before long.
     *
     * @throws IOException when it is not recorded
     */
    void record(AuditEntry entry) throws IOException {
        byte[] line = line(entry);
        Journal current;
        Journal.Batch batch;
        synchronized (this) {
            if (!journal.isCurrent()) {
                journal.force(journal.written()); // those who wait for it must not find it closed
                journal.close();
                journal = Journal.open(files, file, NO_HEADER);
            }
            current = journal;
            batch = current.write(line);
        }
        if (entry.event() != AuditEntry.Event.REFUSED) {
            current.force(batch);
        }
        listeners.tell(entry);
    }

    private static byte[] line(AuditEntry entry) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", entry.time().toString());
            json.writeStringField("event", entry.event().text());
            write(json, "who", entry.who());
            write(json, "device", entry.device());
            write(json, "serial", entry.serial());
            write(json, "reason", entry.reason());
            write(json, "detail", entry.detail());
            write(json, "remote", entry.remote());
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** Bounded, since peers choose some of it. */
    private static void write(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value.length() > LONGEST ? value.substring(0, LONGEST) + "..." : value);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
    }

    /** DEL is a control character, too, though not for JSON. */
    private static final class Escapes extends CharacterEscapes {

        private static final long serialVersionUID = 1L;
        private static final int DEL = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DEL] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
