package io.culvert.transport.undertow;

import io.culvert.api.tls.TlsEngine;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.WriteReadyHandler;

/**
 * Leads one connection through its TLS handshake, within a deadline. Runs on the connection's I/O thread, except for the
 * engine's expensive tasks, which run on the worker's pool so that a handshake does not hold up tunnels.
 */
final class TlsHandshake implements ReadReadyHandler, WriteReadyHandler {

    private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);

    private final TlsWire wire;
    private final IoBuffers io;
    private final Runnable whenDone;
    private final XnioExecutor.Key deadline;
    private boolean over;

    private TlsHandshake(TlsWire wire, IoBuffers io, long timeoutMillis, Runnable whenDone) {
        this.wire = wire;
        this.io = io;
        this.whenDone = whenDone;
        this.deadline = wire.thread().executeAfter(this::tooLate, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Begins; {@code whenDone} runs on the I/O thread, never when the handshake failed: the wire is closed then. */
    static void start(TlsWire wire, IoBuffers io, long timeoutMillis, Runnable whenDone) {
        TlsHandshake handshake = new TlsHandshake(wire, io, timeoutMillis, whenDone);
        wire.in.setReadReadyHandler(handshake);
        wire.out.setWriteReadyHandler(handshake);
        handshake.advance();
    }

    private void advance() {
        if (over) {
            return;
        }
        try {
            TlsEngine.Handshake step = wire.handshake(io);
            if (step == TlsEngine.Handshake.DONE) {
                over = true;
                deadline.remove();
                wire.in.suspendReads();
                whenDone.run();
            } else if (step == TlsEngine.Handshake.NEEDS_TASK) {
                wire.in.suspendReads();
                wire.raw.getWorker().execute(this::runTask);
            } else {
                wire.in.resumeReads();
            }
            if (wire.pending() > 0) {
                wire.out.resumeWrites();
            }
        } catch (EOFException e) {
            end("left");
        } catch (IOException e) {
            end(e.getMessage());
        }
    }

    private void runTask() {
        wire.runTask();
        wire.thread().execute(this::advance);
    }

    private void tooLate() {
        end("took too long");
    }

    private void end(@Nullable String why) {
        if (!over) {
            over = true;
            deadline.remove();
            LOG.debug("TLS handshake with {}: {}", wire.raw.getPeerAddress(), why);
            wire.close();
        }
    }

    @Override
    public void readReady() {
        advance();
    }

    @Override
    public void writeReady() {
        try {
            if (wire.flush()) {
                wire.out.suspendWrites();
            }
        } catch (IOException e) {
            end(e.getMessage());
        }
    }

    @Override
    public void forceTermination() {
        end("terminated");
    }

    @Override
    public void terminated() {
        // Closed by us; nothing is left to do.
    }
}
