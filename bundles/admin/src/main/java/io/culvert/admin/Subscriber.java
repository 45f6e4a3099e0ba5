package io.culvert.admin;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One reader of the stream of events. The sampler's thread gives it what is to be sent and never waits for it: what the
 * reader does not take is queued up to a bound. Guarded by its monitor.
 */
final class Subscriber implements WriteListener, AsyncListener {

    private static final int MAX_EVENTS = 64;
    private static final long MAX_BYTES = 16 << 20;
    private static final int KEEP_ALIVE_SECONDS = 15;

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Set<Topic> topics;
    private final BooleanSupplier allowed;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private long queued;
    private int silence;
    private boolean admitted;
    private boolean writable;
    private boolean ending;
    private boolean flushed = true;
    private volatile boolean gone;

    /**
     * Makes one.
     *
     * @param context started, without a timeout
     * @param allowed whether it may still read
     */
    Subscriber(AsyncContext context, Set<Topic> topics, BooleanSupplier allowed) throws IOException {
        this.context = context;
        this.topics = Set.copyOf(topics);
        this.allowed = allowed;
        this.out = context.getResponse().getOutputStream();
    }

    /** To be called once, by the thread of the request. */
    void begin() {
        context.addListener(this);
        out.setWriteListener(this);
    }

    boolean wants(Topic topic) {
        return topics.contains(topic);
    }

    boolean gone() {
        return gone;
    }

    /** From here on it gets events; this is the first. */
    synchronized void admit(byte[] first) {
        admitted = true;
        send(first);
    }

    /**
     * Sends, now or later.
     *
     * @return whether it could; not when the reader is too slow
     */
    synchronized boolean send(byte[] frame) {
        if (!admitted || ending) {
            return true;
        }
        if (queue.size() >= MAX_EVENTS || queued + frame.length > MAX_BYTES + (queue.isEmpty() ? frame.length : 0)) {
            return false;
        }
        queue.add(frame);
        queued += frame.length;
        silence = 0;
        drain();
        return true;
    }

    /** A second has passed. */
    synchronized void tick() {
        if (!allowed.getAsBoolean()) {
            end(Frames.END);
        } else if (++silence >= KEEP_ALIVE_SECONDS && queue.isEmpty()) {
            send(Frames.KEEP_ALIVE);
        }
    }

    /** Sends one more event instead of what is queued, and ends. */
    synchronized void end(byte[] last) {
        if (!ending) {
            queue.clear();
            queue.add(last);
            admitted = true;
            ending = true;
            drain();
        }
    }

    /** Writes as long as the socket takes it; the container calls again when it takes more. */
    private void drain() {
        try {
            while (writable && !gone) {
                if (!out.isReady()) {
                    writable = false;
                } else if (!queue.isEmpty()) {
                    byte[] frame = queue.remove();
                    queued -= frame.length;
                    flushed = false;
                    out.write(frame);
                } else if (!flushed) {
                    flushed = true;
                    out.flush();
                } else if (ending) {
                    gone = true;
                    context.complete();
                } else {
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) { // the reader is gone, or its request has ended
            gone = true;
        }
    }

    @Override
    public synchronized void onWritePossible() {
        writable = true;
        drain();
    }

    @Override
    public synchronized void onError(Throwable problem) {
        if (!gone) {
            gone = true;
            context.complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        gone = true;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        gone = true;
    }

    @Override
    public void onError(AsyncEvent event) {
        gone = true;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // only once
    }
}
