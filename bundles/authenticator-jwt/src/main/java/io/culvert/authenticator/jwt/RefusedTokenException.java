package io.culvert.authenticator.jwt;

/** A token of our issuer that is not valid. The message is for the operator and repeats nothing of the token. */
final class RefusedTokenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    RefusedTokenException(String reason) {
        // Anybody can cause it as often as they like, and the reason says all: no stack trace.
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
