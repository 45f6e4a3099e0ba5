package io.culvert.transport.undertow;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Back-pressure on the way out to one peer: as long as its socket takes nothing, whoever sends to it is not read. So no
 * more than one read's worth is ever kept for it. Guarded by the peer's monitor.
 */
final class Outlet {

    private final UndertowTransport transport;
    private final Wire wire;
    private @Nullable Peer waitingSource;
    private long lastProgress;
    private long lastTaken;

    Outlet(UndertowTransport transport, Wire wire) {
        this.transport = transport;
        this.wire = wire;
        this.lastProgress = transport.now();
        this.lastTaken = lastProgress;
    }

    /**
     * Sends bytes.
     *
     * @param source who sends them, on its I/O thread; {@code null} for the gateway's own messages, by any thread
     */
    void send(@Nullable Peer source, byte[] bytes, int from, int to) throws IOException {
        boolean taken = source != null
                ? wire.write(bytes, from, to - from, source.io)
                : transport.buffers().borrow(io -> wire.write(bytes, from, to - from, io));
        lastProgress = transport.now();
        if (!taken) {
            // The source first: the other way round, the last completion could come before the pause.
            if (source != null && waitingSource == null) {
                waitingSource = source;
                source.pause();
            }
            wire.out.resumeWrites();
        }
    }

    /** Offers the socket what it has not taken yet, and returns whether nothing is left. */
    boolean flush() throws IOException {
        int before = wire.pending();
        boolean done = wire.flush();
        if (wire.pending() < before) {
            lastProgress = transport.now();
            lastTaken = lastProgress;
        }
        if (done) {
            wire.out.suspendWrites();
        }
        return done;
    }

    /** Reads on from whoever had to wait. */
    void resumeSource() {
        Peer source = waitingSource;
        if (source != null) {
            waitingSource = null;
            source.resume();
        }
    }

    boolean blocked() {
        return wire.pending() > 0;
    }

    /** When the full socket last took something, which shows that the peer is reading. */
    long lastTaken() {
        return lastTaken;
    }

    /** When something was last sent or taken, {@link UndertowTransport#now}. */
    long lastProgress() {
        return lastProgress;
    }
}
