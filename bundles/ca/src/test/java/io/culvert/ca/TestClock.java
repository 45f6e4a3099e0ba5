package io.culvert.ca;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves: time passes, or only the date jumps. */
final class TestClock extends Clock {

    private volatile Instant date = Instant.parse("2027-01-01T00:00:00Z");
    private volatile long nanos = 1;

    void pass(Duration time) {
        date = date.plus(time);
        nanos += time.toNanos();
    }

    void jump(Duration by) {
        date = date.plus(by);
    }

    long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return date;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
