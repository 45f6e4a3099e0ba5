package io.culvert.api;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds a TCP port for a server in another process. It is below those that Linux gives to connections and to whoever asks
 * for any port (32768 and up), so that nobody gets it by chance before the server has opened it.
 */
public final class FreePort {

    private static final int LOWEST = 20_000;
    private static final int COUNT = 12_000;
    private static final int ATTEMPTS = 100;

    private static final AtomicInteger LAST =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** One that nobody uses; never the same twice in a row. For any thread. */
    public static int next() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = LOWEST + Math.floorMod(LAST.incrementAndGet(), COUNT);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has it.
            }
        }
        throw new IllegalStateException("no free port");
    }
}
