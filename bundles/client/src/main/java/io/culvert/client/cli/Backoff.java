package io.culvert.client.cli;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: exponential from 0.5 s on, with full jitter, so that many peers do not come at once. */
final class Backoff {

    private static final long FIRST = 500;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private final long longest;
    private long bound = FIRST;

    Backoff(RandomGenerator random) {
        this(random, LONGEST);
    }

    Backoff(RandomGenerator random, Duration longest) {
        this.random = random;
        this.longest = longest.toMillis();
    }

    /** The pause before the next attempt. */
    Duration next() {
        Duration pause = Duration.ofMillis(random.nextLong(bound + 1));
        bound = Math.min(longest, bound * 2);
        return pause;
    }

    /** After a success. */
    void reset() {
        bound = FIRST;
    }
}
