package io.culvert.broker;

import java.time.Duration;
import java.util.Arrays;

/** The last durations of something, and their quantiles. */
final class Durations {

    private static final int KEPT = 1024;

    private final long[] nanos = new long[KEPT];
    private long count;

    synchronized void add(Duration duration) {
        nanos[(int) (count % KEPT)] = duration.toNanos();
        count++;
    }

    /**
     * The shortest of the kept durations that so many of them do not exceed; zero when there is none.
     *
     * @param share of 1
     */
    Duration quantile(double share) {
        long[] sorted;
        synchronized (this) {
            sorted = Arrays.copyOf(nanos, (int) Math.min(count, KEPT));
        }
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
    }
}
