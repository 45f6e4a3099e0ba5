package io.culvert.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Does something, on a thread of its own, unless it is closed in time. */
final class Deadline implements AutoCloseable {

    private final Runnable action;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long end;
    private boolean closed;
    private boolean missed;

    Deadline(Duration patience, Runnable action) {
        this.action = action;
        this.end = System.nanoTime() + patience.toNanos();
        Thread thread = new Thread(this::watch, "culvert-deadline");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        lock.lock();
        try {
            while (!closed && !missed) {
                long left = end - System.nanoTime();
                missed = left <= 0;
                if (!missed) {
                    changed.await(left, TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (missed()) {
            action.run();
        }
    }

    /** From now on it is so far away. */
    void set(Duration patience) {
        lock.lock();
        try {
            end = System.nanoTime() + patience.toNanos();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean missed() {
        lock.lock();
        try {
            return missed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
