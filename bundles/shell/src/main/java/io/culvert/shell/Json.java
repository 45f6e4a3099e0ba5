package io.culvert.shell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON: a record or map becomes an object, an iterable an array, a duration its seconds, an address
 * {@code host:port}, a certificate its subject, and what is no number or truth value its text. A record's rendezvous
 * {@code key} is left out: it is an affair of the gateway's parts among themselves.
 */
final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Peers choose their names: no terminal must find a control sequence in one.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /** Prints one document on one line. */
    static void print(PrintStream out, Object document) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, document);
        }
        out.println();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Duration duration) {
            json.writeNumber(duration.toNanos() / 1e9);
        } else if (value instanceof InetSocketAddress address) {
            json.writeString(Human.address(address));
        } else if (value instanceof X509Certificate certificate) {
            json.writeString(certificate.getSubjectX500Principal().getName());
        } else if (value instanceof Iterable<?> values) {
            json.writeStartArray();
            for (Object each : values) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Record record) {
            writeRecord(json, record);
        } else {
            json.writeString(value.toString());
        }
    }

    private static void writeRecord(JsonGenerator json, Record record) throws IOException {
        json.writeStartObject();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (!component.getName().equals("key")) {
                json.writeFieldName(component.getName());
                write(json, read(record, component));
            }
        }
        json.writeEndObject();
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
