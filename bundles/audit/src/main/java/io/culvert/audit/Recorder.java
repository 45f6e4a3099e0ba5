package io.culvert.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries on a thread of its own. Whoever has one never waits: when the disk is too slow, or full, entries are lost,
 * and a line says how many as soon as there is one again.
 */
final class Recorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int BATCH = 1000;
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 5000;

    private final AuditSettings settings;
    private final Clock clock;
    private final Supplier<Map<String, String>> origin;
    private final BlockingQueue<Entry> queue;
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = new Thread(this::run, "culvert-audit");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Chain chain;

    // Of the thread.
    private boolean failing;
    private boolean dirty;
    private long forced = System.nanoTime();

    /**
     * Makes it, without beginning.
     *
     * @param origin fields that every line has
     */
    Recorder(AuditSettings settings, Clock clock, Supplier<Map<String, String>> origin) {
        this.settings = settings;
        this.clock = clock;
        this.origin = origin;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes an entry, or counts it as lost. Never blocks. */
    void record(Entry entry) {
        if (!queue.offer(entry)) {
            lost.incrementAndGet();
        }
    }

    /**
     * What is written; by this alone, with its monitor held.
     *
     * @throws IOException when it could not be opened yet
     */
    Chain chain() throws IOException {
        Chain open = chain;
        if (open == null) {
            throw new IOException(settings.file() + " is not open; see the log");
        }
        return open;
    }

    /** How many entries wait to be written. */
    int waiting() {
        return queue.size();
    }

    /** How many entries were lost, of which no line tells yet. */
    long lost() {
        return lost.get();
    }

    private void run() {
        Chain opened = open();
        if (opened != null) {
            write(opened);
        }
    }

    /** Opens the log as soon as that is possible; {@code null} when this was closed before. */
    private @Nullable Chain open() {
        try {
            do {
                try {
                    Chain opened = Chain.open(settings, clock, origin.get());
                    chain = opened;
                    return opened;
                } catch (IOException | UncheckedIOException e) {
                    failed(e);
                }
            } while (!stopping.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) { // nobody else's business
            LOG.debug("Interrupted", e);
        }
        return null;
    }

    private void write(Chain opened) {
        List<Entry> batch = new ArrayList<>();
        while (stopping.getCount() > 0 || !queue.isEmpty()) {
            try {
                Entry next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    batch.add(next);
                    queue.drainTo(batch, BATCH - 1);
                }
                write(opened, batch);
            } catch (InterruptedException e) { // nobody else's business
                LOG.debug("Interrupted", e);
            } catch (RuntimeException e) { // a bug, but not the end of the log
                LOG.error("An entry of the audit log was lost", e);
                lost.addAndGet(batch.size());
            }
            batch.clear();
        }
        end(opened);
    }

    private void write(Chain opened, List<Entry> batch) {
        long missing = lost.getAndSet(0);
        List<Entry> lines = new ArrayList<>();
        if (missing > 0) {
            lines.add(Entry.of(clock.instant(), "lost").with("count", missing));
        }
        lines.addAll(batch);
        try {
            synchronized (opened) {
                if (!lines.isEmpty()) {
                    opened.append(lines, origin.get());
                    dirty = true;
                }
                if (dirty && System.nanoTime() - forced >= FORCE_NANOS) {
                    opened.force();
                    forced = System.nanoTime();
                    dirty = false;
                }
            }
            if (failing && !lines.isEmpty()) {
                failing = false;
                LOG.info("The audit log is written again");
            }
        } catch (IOException e) {
            lost.addAndGet(missing + batch.size());
            failed(e);
        }
    }

    private void failed(Exception e) {
        if (!failing) {
            failing = true;
            LOG.error(
                    "The audit log cannot be written, and loses what happens meanwhile: {}. See that the disk has room"
                            + " and that the gateway's user may write there",
                    e.toString());
        }
    }

    private void end(Chain opened) {
        try {
            synchronized (opened) {
                opened.append(List.of(Entry.of(clock.instant(), "log-stopped")), origin.get());
                opened.force();
                opened.close();
            }
        } catch (IOException e) {
            LOG.error("The end of the audit log may not be on the disk: {}", e.toString());
        }
    }

    /** Writes what waits, for some seconds at most, and ends. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
