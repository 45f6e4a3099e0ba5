package io.culvert.client.cli;

import java.io.IOException;
import java.io.Serial;

/** The local end cannot be reached, or broke; the message says which and how. */
final class LocalEndException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    LocalEndException(String message, Throwable cause) {
        super(message, cause);
    }
}
