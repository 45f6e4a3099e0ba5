package io.culvert.authenticator.tck;

import io.culvert.api.auth.AuthResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What came of asking an authenticator once. */
sealed interface Answer {

    /** One of the three outcomes. */
    record Given(AuthResult result) implements Answer {}

    /** {@code null}. */
    record Nothing(String where) implements Answer {}

    /** It threw, or its stage failed. */
    record Failed(Throwable cause) implements Answer {}

    /** It had not answered when our patience was over. */
    record Late() implements Answer {}

    /** Whether it is this outcome. */
    default boolean is(Class<? extends AuthResult> outcome) {
        return this instanceof Given given && outcome.isInstance(given.result());
    }

    /** Whether the authenticator has let nobody in, and has said so. */
    default boolean isNo() {
        return is(AuthResult.Rejected.class) || is(AuthResult.Abstained.class);
    }

    /** Whatever an operator might come to read of it, but the identity. */
    default String texts() {
        if (this instanceof Failed failed) {
            StringWriter trace = new StringWriter();
            failed.cause().printStackTrace(new PrintWriter(trace, true));
            return trace.toString();
        }
        if (this instanceof Given given && given.result() instanceof AuthResult.Accepted accepted) {
            Map<String, String> attributes = accepted.attributes();
            return accepted.scope() + " " + attributes;
        }
        return toString();
    }

    /** For the messages of failed checks: what it was, without the texts in it, which may hold a secret. */
    default String kind() {
        if (this instanceof Given given) {
            return given.result().getClass().getSimpleName();
        } else if (this instanceof Failed failed) {
            return "failed with " + failed.cause().getClass().getName();
        } else if (this instanceof Nothing nothing) {
            return nothing.where();
        }
        return "no answer in time";
    }
}
