package io.culvert.broker;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real time, on one thread of its own. */
final class ScheduledTimers implements Timers {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

    private final long start = System.nanoTime();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread made = new Thread(task, "culvert-broker-timers");
                made.setDaemon(true);
                return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    @Override
    public long now() {
        return System.nanoTime() - start;
    }

    ScheduledTimers() {
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled = thread.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A timer failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
