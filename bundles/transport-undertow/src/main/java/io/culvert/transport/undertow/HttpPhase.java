package io.culvert.transport.undertow;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/**
 * The time of a wire during which Undertow speaks HTTP over it. Undertow is given a connection of its own, which can be
 * closed when the wire is handed on, so that nothing of HTTP stays in memory for as long as a tunnel stands. Used by the
 * I/O thread only.
 */
final class HttpPhase {

    private final Wire wire;
    private final WireSource source;
    private final WireSink sink;
    private final long timeoutMillis;
    private final Instant since = Instant.now();
    private long number;
    private XnioExecutor.@Nullable Key deadline;
    private @Nullable Runnable whenOver;
    private boolean detached;

    /**
     * Begins.
     *
     * @param timeoutMillis how long each request may take, from the end of the one before to the end of its answer
     */
    HttpPhase(Wire wire, IoBuffers io, long timeoutMillis) {
        this.wire = wire;
        this.timeoutMillis = timeoutMillis;
        this.source = new WireSource(wire, io);
        this.sink = new WireSink(wire, io);
        awaitRequest();
    }

    /** Gives the peer time for its next request. */
    void awaitRequest() {
        over();
        if (detached) {
            return;
        }
        try {
            deadline = wire.thread().executeAfter(this::close, timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // the transport stops
            wire.close();
        }
    }

    /** Does something, once, when the request is over: answered, or the connection closed. */
    void whenOver(Runnable action) {
        whenOver = action;
    }

    private void over() {
        cancelDeadline();
        Runnable action = whenOver;
        if (action != null) {
            whenOver = null;
            action.run();
        }
    }

    /** Closes the connection. */
    void close() {
        over();
        wire.close();
    }

    /**
     * Ends the way out after an answer to a peer that may still be sending. To close at once, with something unread,
     * would take the answer away from it (RFC 9112 section 9.6): what it sends is left in the socket, until it has closed
     * or its time is up.
     */
    void linger() {
        try {
            wire.shutdownOutput(true);
        } catch (IOException e) {
            close();
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.remove();
            deadline = null;
        }
    }

    /** The connection to give to Undertow. */
    StreamConnection connection() {
        return new HttpConnection(this);
    }

    /** The phase of a connection that {@link #connection} made. */
    static HttpPhase of(StreamConnection connection) {
        return ((HttpConnection) connection).phase;
    }

    Wire wire() {
        return wire;
    }

    Instant since() {
        return since;
    }

    /**
     * The connection's number, for those who ask by it; a tunnel's connection gets one of its own.
     *
     * @param next gives a new one, when it has none yet
     */
    long number(LongSupplier next) {
        if (number == 0) {
            number = next.getAsLong();
        }
        return number;
    }

    /** Takes the wire out of Undertow's hands. */
    void detach() {
        detached = true;
        over();
        source.detach();
        sink.detach();
    }

    private void closed() {
        if (!detached) {
            close();
        }
    }

    private static final class HttpConnection extends StreamConnection {

        private final HttpPhase phase;

        HttpConnection(HttpPhase phase) {
            super(phase.wire.thread());
            this.phase = phase;
            setSourceConduit(phase.source);
            setSinkConduit(phase.sink);
        }

        @Override
        public SocketAddress getPeerAddress() {
            return phase.wire.raw.getPeerAddress();
        }

        @Override
        public SocketAddress getLocalAddress() {
            return phase.wire.raw.getLocalAddress();
        }

        @Override
        protected void closeAction() {
            phase.closed();
        }
    }
}
