package io.culvert.admin;

import io.culvert.api.event.Event;
import io.culvert.api.event.Event.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** Counts who was let in and who was not. Counting is for any thread, reading for one. */
final class Decisions {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** What was read last, and when: those who read at different times each have a meter. */
    static final class Meter {
        private Instant at;
        private long accepted;
        private long rejected;
        private long failed;

        Meter(Instant at) {
            this.at = at;
        }

        /** Per second since the last time. */
        Rates read(Decisions decisions, Instant now) {
            double seconds = Math.max(0.001, Duration.between(at, now).toNanos() / 1e9);
            long acceptedNow = decisions.accepted.sum();
            long rejectedNow = decisions.rejected.sum();
            long failedNow = decisions.failed.sum();
            Rates rates = new Rates(
                    (acceptedNow - accepted) / seconds,
                    (rejectedNow - rejected) / seconds,
                    (failedNow - failed) / seconds);
            at = now;
            accepted = acceptedNow;
            rejected = rejectedNow;
            failed = failedNow;
            return rates;
        }
    }

    /** Per second. */
    record Rates(double accepted, double rejected, double failed) {}

    void count(Event event) {
        if (event instanceof Event.PeerAccepted) {
            accepted.increment();
        } else if (event instanceof Event.PeerRefused refused) {
            (refused.result() == Refusal.REJECTED ? rejected : failed).increment();
        }
    }
}
