package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.event.Event.Door;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request to one route. Used by the thread of the request. */
final class Call {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Role role;
    private final Map<String, String> variables;
    private final Map<String, String> query;
    private String target;
    private String detail = "";

    Call(HttpServletRequest request, HttpServletResponse response, Role role, Routes.Match match) throws Problem {
        this.request = request;
        this.response = response;
        this.role = role;
        this.variables = match.variables();
        this.target = variables.values().stream().findFirst().orElse("");
        this.query = query(request.getQueryString(), match.route().query());
    }

    private static Map<String, String> query(@Nullable String text, List<String> known) throws Problem {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) {
            return parameters;
        }
        for (String each : text.split("&", -1)) {
            String[] parts = each.split("=", 2);
            String name = decode(parts[0]);
            if (!known.contains(name)) {
                throw Problem.badRequest("The parameter " + Body.quoted(name) + " is not known here; there "
                        + (known.isEmpty() ? "is none." : "are " + String.join(", ", known) + "."));
            }
            if (parameters.put(name, parts.length == 1 ? "" : decode(parts[1])) != null) {
                throw Problem.badRequest("The parameter " + name + " is given twice.");
            }
        }
        return parameters;
    }

    private static String decode(String text) throws Problem {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The query is not percent-encoded as it should be (RFC 3986 section 2.1).");
        }
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    Role role() {
        return role;
    }

    /** Who asks, for the audit trail. */
    String operator() {
        return operator(request);
    }

    static String operator(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getRemoteUser(), "unknown");
    }

    Door door() {
        return door(request);
    }

    static Door door(HttpServletRequest request) {
        return request.getAttribute(Role.DOOR) instanceof Door door ? door : Door.API;
    }

    /** Where the one who asks is. */
    InetSocketAddress remote() {
        return InetSocketAddress.createUnresolved(request.getRemoteAddr(), request.getRemotePort());
    }

    /** A variable part of the path. */
    String path(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    @Nullable String query(String name) {
        String given = query.get(name);
        return given == null || given.isEmpty() ? null : given;
    }

    int number(String name, int least, int most, int otherwise) throws Problem {
        String given = query(name);
        if (given == null) {
            return otherwise;
        }
        if (given.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(given);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw Problem.badRequest(
                "The parameter " + name + " must be a whole number between " + least + " and " + most + ".");
    }

    @Nullable Boolean truth(String name) throws Problem {
        String given = query(name);
        if (given == null) {
            return null;
        }
        return switch (given) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw Problem.badRequest("The parameter " + name + " must be true or false.");
        };
    }

    /** The body, which must be a JSON object with no other members than these. */
    Body body(String... known) throws Problem, IOException {
        requireType(Route.JSON);
        InputStream in = request.getInputStream();
        byte[] content =
                request.getContentLengthLong() > Body.MAX ? new byte[Body.MAX + 1] : in.readNBytes(Body.MAX + 1);
        if (content.length > Body.MAX) {
            throw new Problem(Problem.Kind.TOO_LARGE, "The body is longer than " + Words.bytes(Body.MAX) + ".");
        }
        return Body.parse(content, known);
    }

    void requireType(String... types) throws Problem {
        String given = Objects.requireNonNullElse(request.getContentType(), "none");
        String type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!List.of(types).contains(type)) {
            throw new Problem(
                    Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type must be " + String.join(" or ", types) + ", and is " + Body.quoted(type) + ".");
        }
    }

    /** Says on what this is done, for those who hear of it. */
    void about(String what) {
        target = what;
    }

    /** Says more of what is done, for those who hear of it; never a secret. */
    void note(String what) {
        detail = what;
    }

    String target() {
        return target;
    }

    String detail() {
        return detail;
    }
}
