package io.culvert.authenticator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON document (RFC 8259) says at some places. No tree is made of it.
 *
 * @param values by JSON pointer (RFC 6901); JSON's {@code null} is as good as nothing
 */
record JsonAnswer(Map<JsonPointer, Value> values) {

    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // With two keys of one name the last would win here, and perhaps the first where the answer was written.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /**
     * A value.
     *
     * @param kind of a scalar, or with which an object or array begins
     * @param text of a scalar
     */
    record Value(JsonToken kind, String text) {}

    /**
     * Reads a document.
     *
     * @param wanted the only places that are kept
     * @throws NoAnswerException when it is not one JSON document; the message repeats nothing of it, because a service
     *     may send back the token
     */
    static JsonAnswer read(byte[] document, Set<JsonPointer> wanted) throws NoAnswerException {
        Map<JsonPointer, Value> values = new HashMap<>();
        try (JsonParser parser = JSON.createParser(document)) {
            int depth = 0;
            boolean complete = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (complete) {
                    throw new NoAnswerException("the answer goes on after its JSON document");
                }
                if (token.isScalarValue() || token.isStructStart()) {
                    keep(values, wanted, parser, token);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                complete = depth == 0;
            }
            if (!complete) {
                throw new NoAnswerException("the answer is empty, not a JSON document");
            }
        } catch (IOException e) {
            throw new NoAnswerException("the answer is not a JSON document of unique keys, nested no deeper than "
                    + MAX_DEPTH + " (" + e.getClass().getSimpleName() + ")");
        }
        return new JsonAnswer(Map.copyOf(values));
    }

    private static void keep(
            Map<JsonPointer, Value> values, Set<JsonPointer> wanted, JsonParser parser, JsonToken token)
            throws IOException {
        JsonPointer place = parser.getParsingContext().pathAsPointer();
        if (wanted.contains(place) && token != JsonToken.VALUE_NULL) {
            values.put(place, new Value(token, token.isScalarValue() ? parser.getText() : ""));
        }
    }

    /** A truth value, which must be there. */
    boolean truth(JsonPointer place) throws NoAnswerException {
        Value value = values.get(place);
        if (value == null || !value.kind().isBoolean()) {
            throw new NoAnswerException(
                    "the answer has no true or false at " + place + (value == null ? "" : " but " + kind(value)));
        }
        return value.kind() == JsonToken.VALUE_TRUE;
    }

    /** A text or a whole number, as text; {@code null} when there is nothing or an empty text. */
    @Nullable String text(@Nullable JsonPointer place) throws NoAnswerException {
        Value value = place == null ? null : values.get(place);
        if (value == null || value.kind() == JsonToken.VALUE_STRING || value.kind() == JsonToken.VALUE_NUMBER_INT) {
            return value == null || value.text().isBlank() ? null : value.text();
        }
        throw new NoAnswerException("the answer has no text at " + place + " but " + kind(value));
    }

    /** A number that is not negative, its fraction cut off; {@code null} when there is nothing. */
    @Nullable Long number(@Nullable JsonPointer place) throws NoAnswerException {
        Value value = place == null ? null : values.get(place);
        if (value == null) {
            return null;
        }
        if (!value.kind().isNumeric()) {
            throw new NoAnswerException("the answer has no number at " + place + " but " + kind(value));
        }
        BigDecimal number = new BigDecimal(value.text());
        // Compared before it is converted: 1e999999999 would become a number of a thousand million digits.
        if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new NoAnswerException("the number at " + place + " of the answer is negative or too large");
        }
        return number.longValue();
    }

    /** Any scalar as text; {@code null} for everything else. */
    @Nullable String scalar(JsonPointer place) {
        Value value = values.get(place);
        return value == null || !value.kind().isScalarValue() ? null : value.text();
    }

    private static String kind(Value value) {
        return switch (value.kind()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }
}
