package io.culvert.api.auth;

import java.time.Duration;

/**
 * What an accepted peer may use. Where the two ends of a tunnel have different limits, the lower ones hold.
 *
 * @param tunnels how many tunnels its identity may have at the same time on one node; 0 for any number
 * @param bytesPerSecond payload that a tunnel carries in a second, each way for itself; 0 for as much as possible
 * @param lifetime how long a tunnel may stand; {@link Duration#ZERO} for ever, as are more than a hundred years
 */
public record Limits(int tunnels, long bytesPerSecond, Duration lifetime) {

    private static final Duration CENTURY = Duration.ofDays(36_525);

    /** No limits. */
    public static final Limits NONE = new Limits(0, 0, Duration.ZERO);

    public Limits {
        if (tunnels < 0 || bytesPerSecond < 0 || lifetime.isNegative()) {
            throw new IllegalArgumentException("a limit is negative");
        }
        if (lifetime.compareTo(CENTURY) > 0) {
            lifetime = Duration.ZERO;
        }
    }
}
