package io.culvert.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a login brings: as a form of a browser, or as JSON of a program.
 *
 * @param user by name; may be empty
 * @param password as typed; may be empty
 * @param to where to go then; may be empty
 */
record Credentials(String user, String password, String to) {

    private static final int LONGEST = 8 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    /** A request whose body is none. The message is for who sent it. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        UnreadableException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Whether a program sent it, which wants no page for an answer. */
    static boolean json(HttpServletRequest request) {
        return type(request).equals("application/json");
    }

    private static String type(HttpServletRequest request) {
        String type = Objects.requireNonNullElse(request.getContentType(), "");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** Reads the body. */
    static Credentials read(HttpServletRequest request) throws IOException, UnreadableException {
        boolean json = json(request);
        if (!json && !type(request).equals("application/x-www-form-urlencoded")) {
            throw new UnreadableException(415, "Send a form, or JSON with user and password.");
        }
        byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
        if (body.length > LONGEST) {
            throw new UnreadableException(413, "A login has at most " + LONGEST + " bytes.");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        Map<String, String> fields = json ? members(text) : form(text);
        return new Credentials(
                fields.getOrDefault("user", ""), fields.getOrDefault("password", ""), fields.getOrDefault("to", ""));
    }

    private static Map<String, String> form(String text) throws UnreadableException {
        Map<String, String> fields = new HashMap<>();
        try {
            for (String field : text.split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    fields.put(
                            field.substring(0, equals),
                            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(400, "This form is not encoded properly.");
        }
        return fields;
    }

    private static Map<String, String> members(String text) throws UnreadableException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException(400, "Send a JSON object with user and password.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new UnreadableException(400, "The members of the JSON object must be texts.");
                }
                fields.put(name, parser.getText());
            }
        } catch (IOException e) {
            throw new UnreadableException(400, "This is not JSON.");
        }
        return fields;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "credentials";
    }
}
