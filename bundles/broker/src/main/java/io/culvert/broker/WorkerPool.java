package io.culvert.broker;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded number of threads behind a bounded queue; both bounds can be changed while it works. Threads that do not come
 * back are replaced, and do not count.
 */
final class WorkerPool implements Workers {

    private final AtomicInteger count = new AtomicInteger();
    /** Tasks that were offered and are not finished; counted here because a queue's own bound cannot be changed. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private final ThreadPoolExecutor threads;
    private volatile int bound;

    // Guarded by the monitor.
    private int size;
    private int queue;
    private int lost;

    WorkerPool(int size, int queue) {
        threads = new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        threads.allowCoreThreadTimeOut(true);
        resize(size, queue);
    }

    @Override
    public synchronized void resize(int changedSize, int changedQueue) {
        size = changedSize;
        queue = changedQueue;
        apply();
    }

    @Override
    public synchronized void lost() {
        lost++;
        apply();
    }

    @Override
    public synchronized void found() {
        lost--;
        apply();
    }

    private void apply() {
        int all = size + lost;
        // Neither of the two may pass the other on the way.
        threads.setCorePoolSize(Math.min(all, threads.getMaximumPoolSize()));
        threads.setMaximumPoolSize(all);
        threads.setCorePoolSize(all);
        bound = all + queue;
    }

    @Override
    public boolean offer(Runnable task) {
        if (unfinished.incrementAndGet() > bound) {
            unfinished.decrementAndGet();
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    unfinished.decrementAndGet();
                }
            });
            return true;
        } catch (RejectedExecutionException stopped) {
            unfinished.decrementAndGet();
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Thread thread(Runnable task) {
        Thread made = new Thread(task, "culvert-authenticator-" + count.incrementAndGet());
        made.setDaemon(true);
        return made;
    }
}
