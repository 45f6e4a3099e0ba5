package io.culvert.codec.jsonrpc;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Grows from a parser's tokens, and refuses what JSON allows but no two readers agree on. */
final class JsonTree {

    /** No message needs more than three. */
    private static final int MAX_DEPTH = 16;

    /** Objects and arrays that have begun and not ended, innermost first. */
    private final Deque<Json> open = new ArrayDeque<>();

    private String key = "";
    private @Nullable Json root;

    /**
     * Adds the next token of a well-formed sequence.
     *
     * @param text of a key, a string, a number; without meaning for other tokens
     * @return what is wrong with it; {@code null} when nothing is
     */
    @Nullable String add(JsonToken token, @Nullable String text) {
        return switch (token) {
            case START_OBJECT -> begin(new Json.Obj(new LinkedHashMap<>()));
            case START_ARRAY -> begin(new Json.Arr(new ArrayList<>()));
            case END_OBJECT, END_ARRAY -> end();
            case FIELD_NAME -> name(text(text));
            case VALUE_STRING -> string(text(text));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(text(text));
            default -> put(new Json.Literal(text(text)));
        };
    }

    boolean isComplete() {
        return root != null && open.isEmpty();
    }

    /** The document; {@code null} before it has begun. */
    @Nullable Json root() {
        return root;
    }

    private @Nullable String begin(Json container) {
        if (open.size() == MAX_DEPTH) {
            return "nested deeper than " + MAX_DEPTH;
        }
        put(container);
        open.push(container);
        return null;
    }

    private @Nullable String end() {
        open.pop();
        return null;
    }

    private @Nullable String name(String name) {
        key = name;
        return open.peek() instanceof Json.Obj object && object.get(name) != null ? "duplicate key" : null;
    }

    private @Nullable String string(String text) {
        return isUnicode(text) ? put(new Json.Str(text)) : "unpaired surrogate";
    }

    private @Nullable String number(String text) {
        return Double.isInfinite(Double.parseDouble(text)) ? "number out of range" : put(new Json.Literal(text));
    }

    private @Nullable String put(Json value) {
        Json parent = open.peek();
        if (parent instanceof Json.Obj object) {
            object.members().put(key, value);
        } else if (parent instanceof Json.Arr array) {
            array.elements().add(value);
        } else {
            root = value;
        }
        return null;
    }

    /** Half a surrogate pair can be escaped, but not sent on. In keys the parser itself refuses it. */
    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String text(@Nullable String text) {
        if (text == null) {
            throw new AssertionError("keys and scalar values have a text");
        }
        return text;
    }
}
