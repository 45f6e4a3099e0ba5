package io.culvert.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has to wait before another attempt to log in. It counts for a user at an address, so that nobody can lock a user
 * out of other addresses, and for each address as a whole. An attempt counts as failed until it has succeeded: many at
 * once are no way around. For any thread.
 */
final class LockOut {

    private static final int MOST = 20_000;

    /**
     * The rules.
     *
     * @param failures of a user at an address, after which he waits
     * @param addressFailures of an address, after which it waits
     * @param firstWait how long; each further failure doubles it
     * @param longestWait how long one waits at most, and after how long without another attempt failures are forgotten
     */
    record Rules(int failures, int addressFailures, Duration firstWait, Duration longestWait) {}

    private record Key(String user, String address) {}

    private record Failures(int count, Instant last, Instant until) {}

    private static final String ANY_USER = "";

    private final Clock clock;
    private volatile Rules rules;
    /** The one that was quiet longest first. Guarded by its monitor. */
    private final Map<Key, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
            return size() > MOST;
        }
    };

    LockOut(Rules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    void rules(Rules others) {
        rules = others;
    }

    /**
     * Begins an attempt.
     *
     * @return how long it has to wait; zero when it may go on
     */
    Duration attempt(String user, String address) {
        Rules current = rules;
        Instant now = clock.instant();
        Key one = new Key("u" + user, address);
        Key all = new Key(ANY_USER, address);
        synchronized (failures) {
            Instant until = latest(until(one, now), until(all, now));
            if (until.isAfter(now)) {
                return Duration.between(now, until);
            }
            fail(one, current.failures(), current, now);
            fail(all, current.addressFailures(), current, now);
            return Duration.ZERO;
        }
    }

    /** The attempt has succeeded: what the user has failed before is forgotten, what others have at the address is not. */
    void succeeded(String user, String address) {
        Key all = new Key(ANY_USER, address);
        synchronized (failures) {
            failures.remove(new Key("u" + user, address));
            Failures others = failures.get(all);
            if (others != null) {
                failures.put(all, new Failures(others.count() - 1, others.last(), Instant.MIN));
            }
        }
    }

    private Instant until(Key key, Instant now) {
        Failures known = failures.get(key);
        if (known == null) {
            return Instant.MIN;
        }
        if (now.isAfter(latest(known.last(), known.until()).plus(rules.longestWait()))) {
            failures.remove(key);
            return Instant.MIN;
        }
        return known.until();
    }

    private void fail(Key key, int limit, Rules current, Instant now) {
        Failures before = failures.get(key);
        int count = before == null ? 1 : before.count() + 1;
        Instant until = Instant.MIN;
        if (count >= limit) {
            int doublings = Math.min(count - limit, 30);
            Duration wait = current.firstWait().multipliedBy(1L << doublings);
            until = now.plus(wait.compareTo(current.longestWait()) > 0 ? current.longestWait() : wait);
        }
        failures.put(key, new Failures(count, now, until));
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
