package io.culvert.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows the gateway that this peer lives. It answers pings on a thread of its own, because the reading thread must not
 * wait for the writing one: when both ends of a tunnel did, neither would go on. And it sends a pong unasked (RFC 6455
 * section 5.5.3) when nothing else was sent for a while: a peer that does not read, because it is kept from passing on
 * what it has, does not see the pings.
 */
final class Heartbeat implements Runnable {

    private final FrameWriter writer;
    private final Duration interval;
    private final BlockingQueue<byte[]> pings = new ArrayBlockingQueue<>(4);
    private volatile @Nullable Thread thread;

    Heartbeat(FrameWriter writer, Duration interval) {
        this.writer = writer;
        this.interval = interval;
    }

    void start() {
        Thread started = new Thread(this, "culvert-heartbeat");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    void stop() {
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }

    /** Never blocks; of many pings only the latest need an answer. */
    void answer(byte[] ping) {
        while (!pings.offer(ping)) {
            pings.poll();
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                Duration idle = writer.idle();
                byte[] ping = pings.poll(Math.max(1, interval.minus(idle).toMillis()), TimeUnit.MILLISECONDS);
                if (ping != null) {
                    writer.pong(ping);
                } else if (writer.idle().compareTo(interval) >= 0) {
                    writer.pong(new byte[0]);
                }
            }
        } catch (InterruptedException | IOException e) {
            // The link has ended, or the reading and writing threads are about to see that it has.
        }
    }
}
