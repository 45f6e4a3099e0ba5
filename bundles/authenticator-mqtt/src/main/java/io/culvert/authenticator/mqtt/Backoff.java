package io.culvert.authenticator.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: from 1 s to 60 s, doubling, with jitter, so that many gateways do not come at once. */
final class Backoff {

    /** A connection that stood so long was no failure. */
    static final Duration STABLE = Duration.ofSeconds(60);

    private static final long FIRST = 2_000;
    private static final long LONGEST = 60_000;

    private final RandomGenerator random;
    private long bound = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The pause before the next attempt. */
    Duration next() {
        long half = bound / 2;
        Duration pause = Duration.ofMillis(half + random.nextLong(half + 1));
        bound = Math.min(LONGEST, bound * 2);
        return pause;
    }

    void reset() {
        bound = FIRST;
    }
}
