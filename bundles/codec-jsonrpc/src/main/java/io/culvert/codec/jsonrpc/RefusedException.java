package io.culvert.codec.jsonrpc;

import io.culvert.api.codec.Message;
import io.culvert.api.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sent is refused, and its connection ends. This is the protocol's table of errors: the texts are what
 * released clients and their operators know, so they are literal, with every oddity.
 */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    /** Stands in an answer for an id that could not be read. */
    private static final long NO_ID = -1;

    private final transient Message.Malformed message;

    private RefusedException(@Nullable String reply, String reason) {
        super(reason, null, false, false);
        message = new Message.Malformed(reply, new CloseReason(CloseReason.REFUSED, reason));
    }

    /**
     * Not JSON.
     *
     * @param detail what is wrong and where; nothing of what the peer sent
     */
    static RefusedException notJson(String detail) {
        return new RefusedException(
                Outgoing.error(NO_ID, "Failed to parse JSON data: " + detail), "Invalid JSON data received.");
    }

    static RefusedException tooLong() {
        return new RefusedException(null, "Data buffer size violation.");
    }

    static RefusedException missingId() {
        return new RefusedException(
                Outgoing.error(NO_ID, "Error parsing command. Missing 'id'"),
                "The id property is missing in the request.");
    }

    static RefusedException invalidMethod(long id, String method) {
        return new RefusedException(
                Outgoing.error(id, "Error parsing method. Got: '" + method + "'', Expected: 'Namespace.method'"),
                "Invalid method passed.");
    }

    static RefusedException noSuchNamespace(long id) {
        return new RefusedException(Outgoing.error(id, "No such namespace"), "No such namespace.");
    }

    static RefusedException noSuchMethod(long id) {
        return new RefusedException(Outgoing.error(id, "No such method"), "No such method.");
    }

    static RefusedException invalidParams(long id, String complaint) {
        return new RefusedException(Outgoing.error(id, "Invalid params: " + complaint), "Invalid params passed.");
    }

    /** What the gateway does about it. */
    Message.Malformed message() {
        return message;
    }
}
