package io.culvert.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.culvert.api.transport.TunnelInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON: a record or map becomes an object, an iterable an array, a duration its seconds, an address
 * {@code host:port}, a certificate its subject, and what is no number or truth value its text. The rendezvous key of a
 * tunnel is left out: it is an affair of the gateway's parts among themselves.
 */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** The components of each class of records that was written. */
    private static final ClassValue<List<RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component ->
                            type != TunnelInfo.class || !component.getName().equals("key"))
                    .peek(component ->
                            component.getAccessor().setAccessible(true)) // records of this bundle are private
                    .toList();
        }
    };

    private Json() {}

    /** A document that is written already. */
    record Written(String json) {}

    /** One document on one line, UTF-8. */
    static byte[] bytes(Object document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, document);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Written document) {
            json.writeRawValue(document.json());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Duration duration) {
            json.writeNumber(duration.toNanos() / 1e9);
        } else if (value instanceof InetSocketAddress address) {
            json.writeString(Words.address(address));
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
            json.writeStartObject();
            writeComponents(json, record);
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }

    private static void writeComponents(JsonGenerator json, Record record) throws IOException {
        for (RecordComponent component : COMPONENTS.get(record.getClass())) {
            json.writeFieldName(component.getName());
            write(json, read(record, component));
        }
    }

    /** The components of a record by name, in order, for an object that has other members besides. */
    static Map<String, @Nullable Object> members(Record record) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (RecordComponent component : COMPONENTS.get(record.getClass())) {
            members.put(component.getName(), read(record, component));
        }
        return members;
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
