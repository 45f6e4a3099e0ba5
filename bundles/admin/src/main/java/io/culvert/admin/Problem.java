package io.culvert.admin;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is wrong with a request, or with the gateway: becomes a document of RFC 9457. The message is for operators. */
final class Problem extends Exception {

    private static final long serialVersionUID = 1L;

    /** The kinds there are, for programs. */
    enum Kind {
        BAD_REQUEST(400, "Bad request"),
        NOT_LOGGED_IN(401, "Not logged in"),
        FORBIDDEN(403, "Forbidden"),
        NOT_FOUND(404, "Not found"),
        METHOD_NOT_ALLOWED(405, "Method not allowed"),
        NOT_ACCEPTABLE(406, "Not acceptable"),
        CONFLICT(409, "Not possible as things are"),
        TOO_LARGE(413, "Too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
        FAILED(500, "Failed"),
        TOO_MANY(503, "Too many"),
        PART_MISSING(503, "A part is not running");

        final int status;
        final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }
    }

    private final Kind kind;
    private final @Nullable String missing;

    /** A problem; the detail says what is wrong and what to do. */
    Problem(Kind kind, String detail) {
        this(kind, detail, null, null);
    }

    private Problem(Kind kind, String detail, @Nullable String missing, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.missing = missing;
    }

    static Problem badRequest(String detail) {
        return new Problem(Kind.BAD_REQUEST, detail);
    }

    static Problem notFound(String detail) {
        return new Problem(Kind.NOT_FOUND, detail);
    }

    static Problem conflict(String detail) {
        return new Problem(Kind.CONFLICT, detail);
    }

    /** Something on the gateway's machine did not work; the cause goes to whoever asked, in words. */
    static Problem failed(String detail, Throwable cause) {
        return new Problem(Kind.FAILED, detail, null, cause);
    }

    /** A part of the gateway is not there, for now. */
    static Problem missing(String part) {
        return new Problem(
                Kind.PART_MISSING,
                "The " + part + " is not running. If it is being updated, try again; otherwise see bundle:list and"
                        + " log:tail in the shell.",
                part,
                null);
    }

    Kind kind() {
        return kind;
    }

    /** What is sent. */
    Map<String, Object> document() {
        Map<String, Object> document = new TreeMap<>();
        document.put("type", "urn:culvert:problem:" + Words.of(kind));
        document.put("title", kind.title);
        document.put("status", kind.status);
        document.put("detail", String.valueOf(getMessage()));
        if (missing != null) {
            document.put("missing", missing);
        }
        return document;
    }
}
