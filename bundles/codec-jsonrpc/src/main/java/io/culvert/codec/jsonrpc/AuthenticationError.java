package io.culvert.codec.jsonrpc;

import io.culvert.api.codec.AuthFailure;
import java.util.Arrays;

/** How a peer of the classic dialect is told whether it is let in. */
enum AuthenticationError {
    NO_ERROR("NoError"),
    UNKNOWN("Unknown"),
    TIMEOUT("Timeout"),
    ABORTED("Aborted"),
    AUTHENTICATION_FAILED("AuthenticationFailed"),
    PROXY_ERROR("ProxyError");

    static final Type.OneOf TYPE = new Type.OneOf(
            "AuthenticationError",
            Arrays.stream(values()).map(AuthenticationError::text).toList());

    private final String text;

    AuthenticationError(String name) {
        text = "AuthenticationError" + name;
    }

    static AuthenticationError of(AuthFailure failure) {
        return switch (failure) {
            case AUTHENTICATION_FAILED -> AUTHENTICATION_FAILED;
            case TIMEOUT -> TIMEOUT;
            case PROXY_ERROR -> PROXY_ERROR;
            case ABORTED -> ABORTED;
        };
    }

    String text() {
        return text;
    }
}
