package io.culvert.ca;

import io.culvert.api.ca.Refusal;

/** A request for a certificate is refused. The message is for the peer and the operator, one sentence without a secret. */
final class RefusedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /**
     * A refusal.
     *
     * @param explanation what is wrong, and what would be right
     */
    RefusedRequestException(Refusal refusal, String explanation) {
        super(explanation);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    String explanation() {
        return String.valueOf(getMessage());
    }
}
