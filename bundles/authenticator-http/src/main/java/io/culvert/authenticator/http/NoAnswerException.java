package io.culvert.authenticator.http;

/**
 * The service has not said whether a token is good. The message is for the operator; it holds nothing of what was sent
 * or received.
 */
final class NoAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
        // A stack trace would say where we noticed, which helps nobody.
        super(message, null, false, false);
    }
}
