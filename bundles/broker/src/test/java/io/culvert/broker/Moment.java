package io.culvert.broker;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A point in the course of things at which a test may let something happen, once. */
final class Moment {

    private final AtomicReference<@Nullable Runnable> event = new AtomicReference<>();

    void happens(Runnable once) {
        event.set(once);
    }

    void comes() {
        Runnable once = event.getAndSet(null);
        if (once != null) {
            once.run();
        }
    }
}
