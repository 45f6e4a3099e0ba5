package io.culvert.karaf.distribution;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that flow through a tunnel for as long as it stands. */
final class Flood {

    private static final long FLOWING = 1 << 20;

    private final AtomicLong arrived = new AtomicLong();
    private final CulvertCommand receiver;

    Flood(CulvertCommand sender, CulvertCommand receiver) {
        this.receiver = receiver;
        begin("flood", () -> {
            byte[] chunk = new byte[1 << 16];
            while (true) {
                sender.in().write(chunk);
            }
        });
        begin("ebb", () -> {
            byte[] chunk = new byte[1 << 16];
            for (int count = receiver.out().read(chunk);
                    count >= 0;
                    count = receiver.out().read(chunk)) {
                arrived.addAndGet(count);
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void begin(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The command has ended, which is what ends this.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for another MiB to arrive. */
    void awaitFlow() throws TimeoutException {
        long before = arrived.get();
        Deadline.await("flow", () -> arrived.get() - before >= FLOWING, receiver::isAlive, receiver::said);
    }
}
