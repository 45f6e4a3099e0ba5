package io.culvert.broker;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionAcceptor;
import io.culvert.api.transport.ConnectionHandler;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A peer, and the transport's side of its connection. */
final class FakeConnection implements Connection {

    /** What the answer to the gateway's probe will be. */
    final CompletableFuture<Boolean> alive = new CompletableFuture<>();

    private final ConnectionInfo info;
    private final List<String> heard = new ArrayList<>();
    private @Nullable ConnectionHandler handler;
    private @Nullable CloseReason closed;
    private @Nullable Consumer<CloseReason> tunnel;
    private boolean probed;

    FakeConnection(String id, long since) {
        info = new ConnectionInfo(
                id,
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress(1),
                Instant.ofEpochSecond(since),
                List.of());
    }

    FakeConnection connect(ConnectionAcceptor acceptor) {
        handler = acceptor.accept(this);
        return this;
    }

    // What the peer does

    FakeConnection say(String text) {
        Objects.requireNonNull(handler).text(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    FakeConnection sendBinary() {
        Objects.requireNonNull(handler).binary();
        return this;
    }

    /** The peer vanishes. */
    void vanish() {
        Consumer<CloseReason> unused = end(new CloseReason(CloseReason.ABNORMAL, "lost"));
    }

    synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    /** How the connection ended before a tunnel; {@code null} if it did not. */
    synchronized @Nullable CloseReason closed() {
        return closed;
    }

    synchronized boolean joined() {
        return tunnel != null;
    }

    synchronized boolean probed() {
        return probed;
    }

    // What the gateway does

    @Override
    public ConnectionInfo info() {
        return info;
    }

    @Override
    public synchronized void send(String text) {
        if (closed == null && tunnel == null) {
            heard.add(text);
        }
    }

    @Override
    public void close(CloseReason reason) {
        Consumer<CloseReason> joined = end(reason);
        if (joined != null) {
            joined.accept(reason);
        }
    }

    @Override
    public synchronized CompletionStage<Boolean> probe(Duration patience) {
        probed = true;
        return alive;
    }

    /**
     * Puts the connection into a tunnel.
     *
     * @param closing closes that tunnel
     * @return whether it was open
     */
    synchronized boolean join(String lastMessage, Consumer<CloseReason> closing) {
        if (tunnel != null) {
            throw new IllegalArgumentException("joined twice: " + info.id());
        }
        if (closed != null) {
            return false;
        }
        heard.add(lastMessage);
        tunnel = closing;
        return true;
    }

    /** Ends the connection, or gives what ends the tunnel that it is in. */
    private @Nullable Consumer<CloseReason> end(CloseReason reason) {
        synchronized (this) {
            if (closed != null || tunnel != null) {
                return tunnel;
            }
            closed = reason;
        }
        alive.complete(false);
        if (handler != null) {
            handler.closed(reason);
        }
        return null;
    }
}
