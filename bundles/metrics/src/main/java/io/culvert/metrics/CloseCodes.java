package io.culvert.metrics;

import io.culvert.api.transport.CloseReason;
import java.util.List;
import java.util.stream.IntStream;

/** Close codes as values of a label: a peer may choose among thousands, so only those that mean something are told. */
final class CloseCodes {

    /** Those that the gateway itself may give, which are there from the start. */
    static final List<String> USUAL = IntStream.of(
                    CloseReason.NORMAL,
                    CloseReason.GOING_AWAY,
                    CloseReason.PROTOCOL_ERROR,
                    CloseReason.ABNORMAL,
                    CloseReason.POLICY,
                    CloseReason.REFUSED,
                    CloseReason.SERVICE_RESTART,
                    CloseReason.REVOKED)
            .mapToObj(Integer::toString)
            .toList();

    private static final int FIRST = 1000;
    /** The last that RFC 6455 section 7.4.1 and its registry at IANA know. */
    private static final int LAST = 1015;

    private CloseCodes() {}

    static String label(CloseReason reason) {
        int code = reason.code();
        return (code >= FIRST && code <= LAST) || code == CloseReason.REVOKED
                ? Integer.toString(code)
                : BoundedLabel.OTHER;
    }
}
