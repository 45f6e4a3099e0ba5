package io.culvert.ca;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves: time passes, or only the date jumps. */
final class TestClock extends Clock {

    private volatile Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AtomicLong nanos = new AtomicLong(1);

    void pass(Duration time) {
        date = date.plus(time);
        nanos.addAndGet(time.toNanos());
    }

    void jump(Duration by) {
        date = date.plus(by);
    }

    long nanoTime() {
        return nanos.get();
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
