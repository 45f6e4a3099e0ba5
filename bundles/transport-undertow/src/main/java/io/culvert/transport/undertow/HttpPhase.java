package io.culvert.transport.undertow;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
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
    private XnioExecutor.@Nullable Key deadline;
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
        cancelDeadline();
        if (!detached) {
            deadline = wire.thread().executeAfter(wire::close, timeoutMillis, TimeUnit.MILLISECONDS);
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

    /** Takes the wire out of Undertow's hands. */
    void detach() {
        detached = true;
        cancelDeadline();
        source.detach();
        sink.detach();
    }

    private void closed() {
        cancelDeadline();
        if (!detached) {
            wire.close();
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
