package io.culvert.transport.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * One socket. The way in belongs to the connection's I/O thread; the way out may be used by any thread that holds the
 * monitor of whoever owns the wire.
 */
abstract sealed class Wire permits PlainWire, TlsWire {

    final StreamConnection raw;
    final StreamSourceConduit in;
    final StreamSinkConduit out;

    /** What the socket has not taken yet, ready to be read; {@code null} when there is nothing. */
    private @Nullable ByteBuffer spill;

    private boolean shutdownRequested;
    private boolean outputShut;

    Wire(StreamConnection raw) {
        this.raw = raw;
        this.in = raw.getSourceChannel().getConduit();
        this.out = raw.getSinkChannel().getConduit();
    }

    /**
     * Reads what has arrived, at most one buffer.
     *
     * @param io of the current I/O thread; receives the plaintext in {@code plain} from {@link IoBuffers#HEADROOM} on
     * @return the number of bytes; 0 when there are none, now or for ever: see {@link #inputEnded}
     */
    abstract int read(IoBuffers io) throws IOException;

    /** Whether nothing more will ever arrive. */
    abstract boolean inputEnded();

    /** Whether the peer itself said that it is done, as opposed to a connection that broke. */
    abstract boolean endedOrderly();

    /**
     * Sends bytes; what the socket does not take now is kept.
     *
     * @param io of the current thread
     * @return whether the socket took everything
     */
    abstract boolean write(byte[] bytes, int offset, int length, IoBuffers io) throws IOException;

    /** The verified chain of the peer, its own first; empty when it presented none. */
    abstract List<X509Certificate> peerCertificates();

    /** Makes whatever must be said before the socket's output is shut. */
    abstract void farewell() throws IOException;

    /** Says what the socket has not taken yet, in bytes. */
    final int pending() {
        return spill == null ? 0 : spill.remaining();
    }

    /** Offers the socket what it has not taken yet, and returns whether nothing is left. */
    final boolean flush() throws IOException {
        if (spill != null) {
            drain(spill);
            if (spill.hasRemaining()) {
                return false;
            }
            spill = null;
        }
        if (shutdownRequested && !outputShut) {
            outputShut = true;
            raw.getSinkChannel().shutdownWrites();
        }
        return true;
    }

    /** Forgets what the socket has not taken. */
    final void discard() {
        spill = null;
    }

    /**
     * Ends the way out after what was sent so far.
     *
     * @param orderly whether to tell the peer that this is the end, as opposed to a connection that broke
     */
    final void shutdownOutput(boolean orderly) throws IOException {
        if (!shutdownRequested) {
            shutdownRequested = true;
            if (orderly) {
                farewell();
            }
            flush();
        }
    }

    final boolean outputShutdownRequested() {
        return shutdownRequested;
    }

    /** Gives the socket what it takes of {@code data}, after what was kept, and keeps the rest. */
    final boolean emit(ByteBuffer data) throws IOException {
        if (spill == null) {
            drain(data);
            if (!data.hasRemaining()) {
                return true;
            }
            spill = ByteBuffer.allocate(data.remaining()).put(data).flip();
        } else {
            spill = ByteBuffer.allocate(spill.remaining() + data.remaining())
                    .put(spill)
                    .put(data)
                    .flip();
        }
        return false;
    }

    private void drain(ByteBuffer data) throws IOException {
        while (data.hasRemaining() && out.write(data) > 0) {
            // Until the socket takes no more.
        }
    }

    final XnioIoThread thread() {
        return raw.getIoThread();
    }

    /** Closes the socket at once. May be called by any thread, and again. */
    final void close() {
        IoUtils.safeClose(raw);
        closed();
    }

    /** Frees what belongs to the socket. */
    abstract void closed();
}
