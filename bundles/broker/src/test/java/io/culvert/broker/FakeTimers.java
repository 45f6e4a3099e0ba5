package io.culvert.broker;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Time that passes when the test says so. */
final class FakeTimers implements Timers {

    private record Task(long at, long order, Runnable body) {}

    private final Queue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long now = 1_000;
    private long count;
    private boolean stopped;

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable task) {
        Task scheduled = new Task(now + delay.toNanos(), count++, task);
        if (!stopped) {
            tasks.add(scheduled);
        }
        return () -> forget(scheduled);
    }

    private synchronized void forget(Task task) {
        tasks.remove(task);
    }

    /** How many tasks wait for their moment. */
    synchronized int waiting() {
        return tasks.size();
    }

    @Override
    public synchronized void close() {
        stopped = true;
        tasks.clear();
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /** Lets time pass, and everything happen that is due. */
    synchronized void pass(Duration time) {
        long end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.element().at() <= end) {
            Task task = tasks.remove();
            now = Math.max(now, task.at());
            task.body().run();
        }
        now = end;
    }
}
