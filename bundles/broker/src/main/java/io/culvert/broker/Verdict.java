package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.codec.AuthFailure;

/** What all authenticators together say of one peer. */
sealed interface Verdict {

    /** The peer may come in. */
    record Admitted(AuthResult.Accepted as) implements Verdict {}

    /**
     * The peer may not come in.
     *
     * @param failure what it is told
     */
    record Refused(AuthFailure failure) implements Verdict {}
}
