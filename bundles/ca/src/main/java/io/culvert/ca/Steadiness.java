package io.culvert.ca;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells whether a condition has held for an hour of uptime. What cannot be undone waits for that, because a condition
 * that depends on the date may hold only while the clock is wrong. For one thread.
 */
final class Steadiness {

    static final Duration LONG_ENOUGH = Duration.ofHours(1);

    private final LongSupplier nanoTime;
    private final Map<String, Long> since = new HashMap<>();

    /** @param nanoTime does not jump, unlike the date */
    Steadiness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes whether a condition holds now, and says whether it has held for long enough. */
    boolean held(String condition, boolean now) {
        if (!now) {
            since.remove(condition);
            return false;
        }
        long begun = since.computeIfAbsent(condition, first -> nanoTime.getAsLong());
        return nanoTime.getAsLong() - begun >= LONG_ENOUGH.toNanos();
    }

    /** The clock has jumped: whatever held before need not hold any more. */
    void restart() {
        since.clear();
    }
}
