package io.culvert.ca.http;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import java.util.List;
import java.util.Locale;

/** What has to hold before a request is looked at. */
final class RequestChecks {

    /** After how long to ask again, in seconds, when the authority cannot answer now. */
    static final String RETRY_AFTER = "60";

    private RequestChecks() {}

    /** The method is one of these. */
    static void method(HttpRequest request, String... allowed) throws RefusedException {
        if (!List.of(allowed).contains(request.method())) {
            String list = String.join(", ", allowed);
            throw new RefusedException(
                    HttpReply.text(405, "Here only " + list + " can be used.\n").with("Allow", list));
        }
    }

    /** The content is of this type, whatever its parameters. */
    static void contentType(HttpRequest request, String expected) throws RefusedException {
        String given = request.header("Content-Type");
        String type = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(expected)) {
            throw new RefusedException(415, "The header Content-Type must be " + expected + ".");
        }
    }

    /** It will work later. */
    static RefusedException unavailable(String explanation) {
        return new RefusedException(HttpReply.text(503, explanation + "\n").with("Retry-After", RETRY_AFTER));
    }
}
