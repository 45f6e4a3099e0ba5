package io.culvert.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that somebody has sent. Members are text, numbers ({@link BigDecimal}), truth values, lists, maps. */
final class Body {

    /** The longest there may be, in bytes. */
    static final int MAX = 64 * 1024;

    private static final int MAX_DEPTH = 8;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION) // which may be a secret
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(40)
                    .build())
            .build();

    private final Map<String, Object> members;

    private Body(Map<String, Object> members) {
        this.members = members;
    }

    /**
     * Reads one object.
     *
     * @param known the members that it may have
     */
    static Body parse(byte[] content, String... known) throws Problem {
        try (JsonParser json = FACTORY.createParser(content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.badRequest("The body is no JSON object: it must begin with { and have the members "
                        + String.join(", ", known) + ".");
            }
            Map<String, Object> members = object(json);
            if (json.nextToken() != null) {
                throw Problem.badRequest("After the JSON object of the body there is something else.");
            }
            for (String name : members.keySet()) {
                if (!List.of(known).contains(name)) {
                    throw Problem.badRequest("The member " + quoted(name) + " is not known here; there are "
                            + String.join(", ", known) + ".");
                }
            }
            return new Body(members);
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            throw Problem.badRequest("The body is no JSON: " + e.getOriginalMessage()
                    + (where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")")
                    + ".");
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be read", e);
        }
    }

    /** Without those that are {@code null}: to say null is to leave a member out. */
    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            members.put(name, value(json));
        }
        return members;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> list(json);
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            default -> Nothing.NOTHING;
        };
    }

    private static List<Object> list(JsonParser json) throws IOException {
        List<Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(json));
        }
        return values;
    }

    /** JSON's {@code null}. */
    enum Nothing {
        NOTHING
    }

    private @Nullable Object get(String name) {
        Object value = members.get(name);
        return value == Nothing.NOTHING ? null : value;
    }

    boolean has(String name) {
        return get(name) != null;
    }

    /** A text that is there and not blank. */
    String text(String name) throws Problem {
        String text = optionalText(name);
        if (text == null || text.isBlank()) {
            throw Problem.badRequest("The member " + name + " is missing or empty; it must be a text.");
        }
        return text;
    }

    @Nullable String optionalText(String name) throws Problem {
        Object value = get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw Problem.badRequest("The member " + name + " must be a text.");
    }

    boolean truth(String name, boolean otherwise) throws Problem {
        Object value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw Problem.badRequest("The member " + name + " must be true or false.");
    }

    /** A whole number; {@code null} when it is not there. */
    @Nullable Integer optionalNumber(String name, int least, int most) throws Problem {
        Object value = get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof BigDecimal number
                && number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0
                && number.stripTrailingZeros().scale() <= 0) {
            return number.intValueExact();
        }
        throw Problem.badRequest(
                "The member " + name + " must be a whole number between " + least + " and " + most + ".");
    }

    int number(String name, int least, int most) throws Problem {
        Integer number = optionalNumber(name, least, most);
        if (number == null) {
            throw Problem.badRequest("The member " + name + " is missing; it must be a whole number between " + least
                    + " and " + most + ".");
        }
        return number;
    }

    /** One of the constants of an enumeration. */
    <E extends Enum<E>> E oneOf(String name, Class<E> type, @Nullable E otherwise) throws Problem {
        String given = optionalText(name);
        if (given == null && otherwise != null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(given)) {
                return constant;
            }
        }
        throw Problem.badRequest("The member " + name + " must be one of " + Words.all(type) + ".");
    }

    /** An object; its members may be {@link Nothing}. */
    Map<String, Object> object(String name) throws Problem {
        if (get(name) instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, value) -> object.put(String.valueOf(key), value));
            return object;
        }
        throw Problem.badRequest("The member " + name + " is missing; it must be an object.");
    }

    /** What a stranger wrote, to be shown. */
    static String quoted(String text) {
        String printable = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        return "\"" + (printable.length() > 80 ? printable.substring(0, 77) + "..." : printable) + "\"";
    }
}
