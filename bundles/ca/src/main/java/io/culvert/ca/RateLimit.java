package io.culvert.ca;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each identity may get something in an hour. The allowance grows evenly, up to that of an hour; it is not
 * kept across a restart. For any thread.
 */
final class RateLimit {

    private static final double HOUR = Duration.ofHours(1).toNanos();
    /** Identities that are not at their limit any more are forgotten when there are so many. */
    private static final int MANY = 10_000;

    private record Account(double used, long at) {

        /** What is still used up of the allowance. */
        double usedAt(long now, int perHour) {
            return Math.max(0, used - (now - at) / HOUR * perHour);
        }
    }

    private final LongSupplier nanoTime;
    private final Map<String, Account> accounts = new HashMap<>();
    private int sweepAt = MANY;

    RateLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes one from the allowance; {@code false} when there is none left. */
    synchronized boolean take(String identity, int perHour) {
        long now = nanoTime.getAsLong();
        Account before = accounts.get(identity);
        double used = before == null ? 0 : before.usedAt(now, perHour);
        if (used + 1 > perHour) {
            return false;
        }
        if (accounts.size() >= sweepAt) {
            accounts.values().removeIf(account -> account.usedAt(now, perHour) == 0);
            sweepAt = Math.max(MANY, 2 * accounts.size()); // not each time, when all are needed
        }
        accounts.put(identity, new Account(used + 1, now));
        return true;
    }
}
