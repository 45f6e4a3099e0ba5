package io.culvert.transport.undertow;

/** A listener needs the gateway's own authority, which is not there or has nothing. The message is for operators. */
final class NoAuthorityException extends Exception {

    private static final long serialVersionUID = 1L;

    NoAuthorityException(String message) {
        super(message);
    }
}
