package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of JSON, RFC 8259: objects become maps, arrays lists, integers {@link Long}, other numbers
 * {@link BigDecimal}.
 */
public final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads one object and nothing else. */
    @SuppressWarnings("unchecked") // an object's keys are strings
    public static Map<String, @Nullable Object> object(String text) {
        Object value = value(text);
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new ProtocolViolation("not a JSON object: " + text);
    }

    /** Reads one array and nothing else. */
    @SuppressWarnings("unchecked") // any type is an Object
    public static List<@Nullable Object> array(String text) {
        Object value = value(text);
        if (value instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        throw new ProtocolViolation("not a JSON array: " + text);
    }

    /** Reads one value and nothing else. */
    public static @Nullable Object value(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.space();
        json.expect(json.at == text.length());
        return value;
    }

    /** Writes a string. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private @Nullable Object value() {
        space();
        expect(at < text.length());
        return switch (text.charAt(at)) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        if (!took('}')) {
            do {
                space();
                String key = string();
                expect(took(':'));
                expect(!members.containsKey(key));
                members.put(key, value());
            } while (took(','));
            expect(took('}'));
        }
        return members;
    }

    private List<@Nullable Object> elements() {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        if (!took(']')) {
            do {
                elements.add(value());
            } while (took(','));
            expect(took(']'));
        }
        return elements;
    }

    private String string() {
        expect(took('"'));
        StringBuilder string = new StringBuilder();
        while (true) {
            expect(at < text.length());
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            expect(c >= ' ');
            string.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        expect(at < text.length());
        char c = text.charAt(at++);
        if (c == 'u') {
            expect(at + 4 <= text.length());
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int which = "\"\\/bfnrt".indexOf(c);
        expect(which >= 0);
        return "\"\\/\b\f\n\r\t".charAt(which);
    }

    private @Nullable Object literal() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String literal = text.substring(start, at);
        return switch (literal) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(literal);
        };
    }

    private Object number(String literal) {
        expect(literal.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));
        return literal.matches("-?[0-9]+") ? (Object) Long.valueOf(literal) : new BigDecimal(literal);
    }

    private boolean took(char c) {
        space();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(boolean expected) {
        check(expected, "not JSON at character " + at + ": " + text);
    }
}
