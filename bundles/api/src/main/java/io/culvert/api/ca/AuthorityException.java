package io.culvert.api.ca;

import org.jspecify.annotations.Nullable;

/** What an operator asked of the authority is not possible. The message says why and what to do, without a secret. */
public final class AuthorityException extends Exception {

    private static final long serialVersionUID = 1L;

    public AuthorityException(String message) {
        super(message);
    }

    public AuthorityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
