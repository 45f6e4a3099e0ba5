package io.culvert.authenticator.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A flat JSON object (RFC 8259) of a message.
 *
 * @param members the plain values as text; null values and everything nested are left out
 */
record JsonObject(Map<String, String> members) {

    /** The longest message that is read. */
    static final int LONGEST = 8 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws MalformedMessageException whose message repeats nothing of the document, which may hold a token */
    static JsonObject parse(byte[] document) throws MalformedMessageException {
        if (document.length > LONGEST) {
            throw new MalformedMessageException("longer than " + LONGEST + " bytes");
        }
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(document)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (!value.isScalarValue()) {
                    json.skipChildren();
                } else if (value != JsonToken.VALUE_NULL) {
                    members.put(name, json.getText());
                }
            }
            if (json.nextToken() != null) {
                throw new MalformedMessageException("something comes after the JSON object");
            }
        } catch (IOException e) {
            throw new MalformedMessageException("not JSON");
        }
        return new JsonObject(members);
    }

    /** A member that is missing or empty is not there. */
    Optional<String> text(String name, int longest) throws MalformedMessageException {
        String value = members.getOrDefault(name, "");
        if (value.length() > longest) {
            throw new MalformedMessageException(name + " is longer than " + longest + " characters");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Writes text members, and numbers as numbers. */
    static byte[] write(Map<String, ?> members) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(document)) {
            json.writeStartObject();
            for (Map.Entry<String, ?> member : members.entrySet()) {
                if (member.getValue() instanceof Long number) {
                    json.writeNumberField(member.getKey(), number);
                } else {
                    json.writeStringField(member.getKey(), String.valueOf(member.getValue()));
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("memory takes everything", e);
        }
        return document.toByteArray();
    }
}
