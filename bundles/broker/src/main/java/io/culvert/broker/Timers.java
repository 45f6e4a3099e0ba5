package io.culvert.broker;

import java.time.Duration;

/**
 * Time as the broker sees it. A task may begin while it is being cancelled, so it looks whether what it was meant for is
 * still the case.
 */
interface Timers extends AutoCloseable {

    /** Nanoseconds since some moment in the past; never negative. */
    long now();

    /** Runs a task once. It must not block. Dropped when time has been stopped. */
    Timer after(Duration delay, Runnable task);

    /** Stops time. */
    @Override
    void close();

    /** A task that waits for its moment. */
    @FunctionalInterface
    interface Timer {

        /** Forgets the task, if it has not begun. */
        void cancel();
    }
}
