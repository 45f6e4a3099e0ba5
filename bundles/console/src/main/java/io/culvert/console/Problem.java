package io.culvert.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

/** An error as programs read it: RFC 9457. */
final class Problem {

    private static final JsonFactory JSON = new JsonFactory();

    private Problem() {}

    /**
     * Answers with it.
     *
     * @param title what it is, always the same for a status
     * @param detail what is wrong with this request, and what to do
     */
    static void send(HttpServletResponse response, int status, String title, String detail) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            json.writeEndObject();
        }
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(body.size());
        response.getOutputStream().write(body.toByteArray());
    }

    /** Whether somebody looks at the answer in a browser. */
    static boolean forPeople(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }
}
