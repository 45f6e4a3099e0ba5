package io.culvert.api.codec;

/** Why a peer was not let in, as far as it may know. */
public enum AuthFailure {
    /** The token is not good. */
    AUTHENTICATION_FAILED,
    /** Nobody could say in time whether the token is good. */
    TIMEOUT,
    /** The gateway or a service that it asks is at fault. */
    PROXY_ERROR,
    /** The dialogue ended before the answer. */
    ABORTED
}
