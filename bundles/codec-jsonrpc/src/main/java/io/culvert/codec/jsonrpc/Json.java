package io.culvert.codec.jsonrpc;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259). {@link Object#toString} gives its compact text, on one line; keys keep their order. */
sealed interface Json {

    /** Appends the compact text. */
    void appendTo(StringBuilder out);

    /** An object. */
    record Obj(Map<String, Json> members) implements Json {

        static Obj empty() {
            return new Obj(Map.of());
        }

        /** The member of that name; {@code null} when absent. */
        @Nullable Json get(String key) {
            return members.get(key);
        }

        /** The string of that name; {@code null} when absent or of another type. */
        @Nullable String text(String key) {
            return get(key) instanceof Str string ? string.text() : null;
        }

        /** This object with one more member, or another value of it. */
        Obj with(String key, Json value) {
            Map<String, Json> copy = new LinkedHashMap<>(members);
            copy.put(key, value);
            return new Obj(copy);
        }

        Obj with(String key, String value) {
            return with(key, new Str(value));
        }

        @Override
        public void appendTo(StringBuilder out) {
            String separator = "{";
            for (Map.Entry<String, Json> member : members.entrySet()) {
                out.append(separator);
                new Str(member.getKey()).appendTo(out);
                out.append(':');
                member.getValue().appendTo(out);
                separator = ",";
            }
            out.append(members.isEmpty() ? "{}" : "}");
        }

        @Override
        public String toString() {
            return Json.text(this);
        }
    }

    /** An array. */
    record Arr(List<Json> elements) implements Json {

        static Arr of(List<String> texts) {
            return new Arr(texts.stream().<Json>map(Str::new).toList());
        }

        @Override
        public void appendTo(StringBuilder out) {
            String separator = "[";
            for (Json element : elements) {
                out.append(separator);
                element.appendTo(out);
                separator = ",";
            }
            out.append(elements.isEmpty() ? "[]" : "]");
        }

        @Override
        public String toString() {
            return Json.text(this);
        }
    }

    /** A string. */
    record Str(String text) implements Json {
        @Override
        public void appendTo(StringBuilder out) {
            out.append('"');
            JsonStringEncoder.getInstance().quoteAsString(text, out);
            out.append('"');
        }

        @Override
        public String toString() {
            return Json.text(this);
        }
    }

    /** A number as it was written, or {@code true}, {@code false}, {@code null}. */
    record Literal(String text) implements Json {

        static final Literal NULL = new Literal("null");

        static Literal of(long number) {
            return new Literal(Long.toString(number));
        }

        @Override
        public void appendTo(StringBuilder out) {
            out.append(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static String text(Json json) {
        StringBuilder out = new StringBuilder();
        json.appendTo(out);
        return out.toString();
    }
}
