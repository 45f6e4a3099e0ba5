package io.culvert.karaf.distribution;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what other processes do; long enough for a busy machine. */
final class Deadline {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private Deadline() {}

    /** @param story what to tell when it does not come */
    static void await(String what, BooleanSupplier condition, Supplier<String> story) throws TimeoutException {
        await(what, condition, () -> true, story);
    }

    /** @param hope whether it can still come */
    static void await(String what, BooleanSupplier condition, BooleanSupplier hope, Supplier<String> story)
            throws TimeoutException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || !hope.getAsBoolean()) {
                throw new TimeoutException("no " + what + ":\n" + story.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
