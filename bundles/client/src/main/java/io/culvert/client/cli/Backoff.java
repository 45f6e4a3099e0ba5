package io.culvert.client.cli;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: exponential from 0.5 s to 30 s, with full jitter, so that many peers do not come at once. */
final class Backoff {

    private static final long FIRST = 500;
    private static final long LONGEST = 30_000;

    private final RandomGenerator random;
    private long bound = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The pause before the next attempt. */
    Duration next() {
        Duration pause = Duration.ofMillis(random.nextLong(bound + 1));
        bound = Math.min(LONGEST, bound * 2);
        return pause;
    }

    /** After a success. */
    void reset() {
        bound = FIRST;
    }
}
