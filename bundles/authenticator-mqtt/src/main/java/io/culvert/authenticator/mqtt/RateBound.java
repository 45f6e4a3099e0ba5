package io.culvert.authenticator.mqtt;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** How often each subject may ask, counted anew with each minute of the clock. For any thread. */
final class RateBound {

    /** So many subjects are told apart in a minute; those who come later wait for the next. */
    private static final int SUBJECTS = 10_000;

    /** What to do with a request. */
    enum Verdict {
        SERVE,
        /** The first one too many in this minute, the only one that is answered. */
        REFUSE,
        IGNORE
    }

    private final InstantSource clock;
    private final int perMinute;
    private final Map<String, Integer> asked = new HashMap<>();
    private Instant minute = Instant.MIN;

    RateBound(InstantSource clock, int perMinute) {
        this.clock = clock;
        this.perMinute = perMinute;
    }

    synchronized Verdict ask(String subject) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        if (!now.equals(minute)) {
            minute = now;
            asked.clear();
        }
        if (asked.size() >= SUBJECTS && !asked.containsKey(subject)) {
            return Verdict.IGNORE;
        }
        // Not beyond one more than allowed: a long flood must not come around to the beginning.
        int count = asked.merge(subject, 1, (before, one) -> Math.min(before + one, perMinute + 2));
        if (count <= perMinute) {
            return Verdict.SERVE;
        }
        return count == perMinute + 1 ? Verdict.REFUSE : Verdict.IGNORE;
    }
}
