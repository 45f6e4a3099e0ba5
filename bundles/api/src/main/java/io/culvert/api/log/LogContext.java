package io.culvert.api.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What each line of the log says besides its message: which session it is about. */
public final class LogContext {

    private static final String SESSION = "session";

    private LogContext() {}

    /**
     * Does something for a session; afterwards the thread is about what it was before, whether the task failed or not.
     *
     * @param session id of its connection
     */
    public static void within(String session, Runnable task) {
        @Nullable String before = MDC.get(SESSION);
        MDC.put(SESSION, session);
        try {
            task.run();
        } finally {
            if (before == null) {
                MDC.remove(SESSION);
            } else {
                MDC.put(SESSION, before);
            }
        }
    }
}
