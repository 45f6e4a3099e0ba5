package io.culvert.ca.http;

import io.culvert.api.http.HttpReply;

/** A request is refused. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient HttpReply reply;

    RefusedException(HttpReply reply) {
        super("HTTP status " + reply.status());
        this.reply = reply;
    }

    /** @param explanation for the peer: what is wrong and what would be right */
    RefusedException(int status, String explanation) {
        this(HttpReply.text(status, explanation + "\n"));
    }

    /** What to tell the peer. */
    HttpReply reply() {
        return reply;
    }
}
