package io.culvert.transport.undertow;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.ssl.SslConnection;

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

    /** The connection to give to Undertow; one with TLS says so, which makes the request's scheme https. */
    StreamConnection connection() {
        return wire instanceof TlsWire tls ? new Encrypted(this, tls) : new Plain(this);
    }

    /** The phase of a connection that {@link #connection} made. */
    static HttpPhase of(StreamConnection connection) {
        return connection instanceof Encrypted encrypted ? encrypted.phase : ((Plain) connection).phase;
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

    private static final class Plain extends StreamConnection {

        private final HttpPhase phase;

        Plain(HttpPhase phase) {
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

    private static final class Encrypted extends SslConnection {

        private final HttpPhase phase;
        private final TlsWire tls;
        private final ChannelListener.SimpleSetter<SslConnection> handshakeSetter =
                new ChannelListener.SimpleSetter<>();

        Encrypted(HttpPhase phase, TlsWire tls) {
            super(tls.thread());
            this.phase = phase;
            this.tls = tls;
            setSourceConduit(phase.source);
            setSinkConduit(phase.sink);
        }

        @Override
        public void startHandshake() {
            // Done before HTTP begins, and never again.
        }

        @Override
        public SSLSession getSslSession() {
            return tls.engine.getSession();
        }

        @Override
        public ChannelListener.Setter<? extends SslConnection> getHandshakeSetter() {
            return handshakeSetter;
        }

        @Override
        public SocketAddress getPeerAddress() {
            return tls.raw.getPeerAddress();
        }

        @Override
        public SocketAddress getLocalAddress() {
            return tls.raw.getLocalAddress();
        }

        @Override
        protected void closeAction() {
            phase.closed();
        }
    }
}
