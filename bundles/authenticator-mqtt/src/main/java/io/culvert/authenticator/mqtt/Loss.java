package io.culvert.authenticator.mqtt;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Why a connection is gone, once it is. For any thread. */
final class Loss {

    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

    void happened(@Nullable String why) {
        reason.compareAndSet(null, why == null || why.isBlank() ? "the connection was lost" : why);
    }

    void check() throws IOException {
        String why = reason.get();
        if (why != null) {
            throw new IOException(why);
        }
    }

    /** What to tell of an exception of the library, whose own words are less than those of its cause. */
    static String text(Exception e) {
        Throwable cause = e.getCause();
        Throwable telling = cause == null || cause.getMessage() == null ? e : cause;
        return telling instanceof UnknownHostException
                ? "the host name " + telling.getMessage() + " is not known"
                : String.valueOf(telling.getMessage()).replaceFirst("\\.$", "");
    }
}
