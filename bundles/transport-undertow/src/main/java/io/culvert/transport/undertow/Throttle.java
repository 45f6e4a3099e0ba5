package io.culvert.transport.undertow;

/**
 * How fast one way of a tunnel may be: so many bytes a second on average, with a second's worth at once. Used by one
 * thread.
 */
final class Throttle {

    private static final int MILLIS = 1000;
    /** More than any socket carries, and little enough to be multiplied. */
    private static final long FASTEST = 1L << 40;

    private final long bytesPerSecond;
    /** What may pass now, in thousandths of a byte; negative when too much has passed. */
    private long credit;

    private long seen;

    /**
     * Begins with a second's worth.
     *
     * @param now in milliseconds
     */
    Throttle(long bytesPerSecond, long now) {
        this.bytesPerSecond = Math.min(bytesPerSecond, FASTEST);
        this.credit = this.bytesPerSecond * MILLIS;
        this.seen = now;
    }

    /** So many bytes have passed. */
    void passed(int bytes) {
        credit -= (long) bytes * MILLIS;
    }

    /** How long nothing may pass from now on, in milliseconds; 0 when something may. */
    long delay(long now) {
        long elapsed = Math.min(now - seen, MILLIS * 1L);
        seen = now;
        credit = Math.min(credit + elapsed * bytesPerSecond, bytesPerSecond * MILLIS);
        return credit > 0 ? 0 : 1 - credit / bytesPerSecond;
    }
}
