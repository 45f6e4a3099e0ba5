package io.culvert.broker;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The end of somebody's patience. It is cancelled when what was waited for has come, because a timer that waits in vain
 * would hold the peer's whole connection in memory.
 */
final class Alarm {

    private static final Timers.Timer NOT_SET = () -> {};
    private static final Timers.Timer OFF = () -> {};

    private final AtomicReference<Timers.Timer> timer = new AtomicReference<>(NOT_SET);

    /** Remembers a timer in the place of the one before, or cancels it if this is off already. */
    void set(Timers.Timer next) {
        Timers.Timer before = timer.getAndUpdate(now -> now == OFF ? OFF : next);
        (before == OFF ? next : before).cancel();
    }

    /** Cancels the timer; for good. */
    void off() {
        timer.getAndSet(OFF).cancel();
    }
}
