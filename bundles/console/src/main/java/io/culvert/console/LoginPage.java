package io.culvert.console;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The page with user and password, and its style sheet. */
final class LoginPage {

    private final String page = new String(resource("login.html"), StandardCharsets.UTF_8);
    private final byte[] style = resource("login.css");

    /**
     * Answers with the page.
     *
     * @param message what was wrong; empty when nothing was
     * @param user to begin with; may be empty
     * @param to where to go after the login
     */
    void send(HttpServletResponse response, int status, String message, String user, String to) throws IOException {
        String alert = message.isEmpty() ? "" : "<p class=\"alert\" role=\"alert\">" + escape(message) + "</p>";
        byte[] body = page.replace("{{alert}}", alert)
                .replace("{{focus-user}}", user.isEmpty() ? "autofocus" : "")
                .replace("{{focus-password}}", user.isEmpty() ? "" : "autofocus")
                .replace("{{to}}", escape(to))
                .replace("{{user}}", escape(user))
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        send(response, "text/html; charset=utf-8", body);
    }

    void sendStyle(HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-cache");
        send(response, "text/css; charset=utf-8", style);
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Text for an element or an attribute in quotes. Braces too, so that no text becomes a placeholder. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("&<>\"'{}".indexOf(c) >= 0 || c < ' ') {
                escaped.append("&#").append((int) c).append(';');
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static byte[] resource(String name) {
        try (InputStream in = LoginPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the bundle's " + name + " cannot be read", e);
        }
    }
}
