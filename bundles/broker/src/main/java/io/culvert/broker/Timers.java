package io.culvert.broker;

import java.time.Duration;

/**
 * Time as the broker sees it. Nothing is ever cancelled: a task looks whether what it was meant for is still the case.
 */
interface Timers extends AutoCloseable {

    /** Nanoseconds since some moment in the past; never negative. */
    long now();

    /** Runs a task once. It must not block. Dropped when time has been stopped. */
    void after(Duration delay, Runnable task);

    /** Stops time. */
    @Override
    void close();
}
