package io.culvert.itests.peers;

/** The gateway did what it must not do. */
public final class ProtocolViolation extends AssertionError {

    private static final long serialVersionUID = 1L;

    ProtocolViolation(String what) {
        super(what);
    }

    ProtocolViolation(String what, Throwable cause) {
        super(what, cause);
    }

    static void check(boolean rule, String violation) {
        if (!rule) {
            throw new ProtocolViolation(violation);
        }
    }
}
