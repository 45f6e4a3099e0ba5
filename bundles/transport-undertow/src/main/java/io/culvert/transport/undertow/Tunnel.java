package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport.End;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Two joined peers. An end that leaves ends one way only; the tunnel is gone when both connections are. */
final class Tunnel {

    private final UndertowTransport transport;
    private final String id;
    private final String key;
    private final End firstEnd;
    private final End secondEnd;
    private final Peer first;
    private final Peer second;
    private final TunnelLimits limits;

    private final Instant since = Instant.now();
    private final long opened;

    /** How the first end left. */
    private final AtomicReference<CloseReason> left = new AtomicReference<>();

    private final AtomicInteger open;

    // Written by the clock alone.
    private long sampledBytes;
    private long sampledAt;
    private long lastActivity;
    private volatile long bytesPerSecond;

    Tunnel(UndertowTransport transport, String id, String key, End firstEnd, End secondEnd, TunnelLimits limits) {
        this.transport = transport;
        this.id = id;
        this.key = key;
        this.firstEnd = firstEnd;
        this.secondEnd = secondEnd;
        this.first = (Peer) firstEnd.connection();
        this.second = (Peer) secondEnd.connection();
        this.limits = limits;
        this.open = new AtomicInteger(first == second ? 1 : 2);
        this.opened = transport.now();
        this.sampledAt = opened;
        this.lastActivity = opened;
    }

    /** Of one way; {@code null} when it may be as fast as it can. */
    @Nullable Throttle newThrottle() {
        return limits.bytesPerSecond() == 0 ? null : new Throttle(limits.bytesPerSecond(), transport.now());
    }

    String id() {
        return id;
    }

    TunnelInfo info() {
        return new TunnelInfo(
                id,
                key,
                new TunnelEnd(first.info(), firstEnd.peer()),
                new TunnelEnd(second.info(), secondEnd.peer()),
                since,
                first.relayed(),
                second.relayed(),
                bytesPerSecond,
                left.get() != null);
    }

    /**
     * One end has said its last word.
     *
     * @param orderly whether it meant to; it may then still listen
     */
    void ended(Peer from, boolean orderly, CloseReason reason) {
        leave(reason);
        Peer to = from == first ? second : first;
        Settings settings = transport.settings();
        to.finish(
                orderly ? CloseReason.PARTNER_LEFT : CloseReason.PARTNER_LOST,
                orderly && !to.inputOver ? settings.halfCloseTimeout() : settings.closeTimeout());
        if (to.inputOver) {
            from.finish(CloseReason.PARTNER_LEFT, settings.closeTimeout());
        }
    }

    /** Ends both ways. */
    void close(CloseReason reason) {
        leave(reason);
        first.finish(reason, transport.settings().closeTimeout());
        second.finish(reason, transport.settings().closeTimeout());
    }

    /**
     * Throws one end out, which ends both ways.
     *
     * @return whether it is an end of this tunnel
     */
    boolean expel(String connection, CloseReason reason) {
        Peer expelled = first.info().id().equals(connection) ? first : second;
        if (!expelled.info().id().equals(connection)) {
            return false;
        }
        leave(reason);
        expelled.finish(reason, transport.settings().closeTimeout());
        (expelled == first ? second : first)
                .finish(CloseReason.PARTNER_LOST, transport.settings().closeTimeout());
        return true;
    }

    private void leave(CloseReason reason) {
        if (left.compareAndSet(null, reason)) {
            transport.tunnelClosing(this);
        }
    }

    /** One of the connections is gone. */
    void peerClosed() {
        if (open.decrementAndGet() == 0) {
            CloseReason reason = left.get();
            transport.tunnelClosed(this, reason != null ? reason : new CloseReason(CloseReason.ABNORMAL, ""));
        }
    }

    /** Looks at the time, about once a second, on one thread. */
    void tick(long now, Settings settings) {
        long bytes = first.relayed() + (first == second ? 0 : second.relayed());
        if (now > sampledAt) {
            bytesPerSecond = (bytes - sampledBytes) * 1000 / (now - sampledAt);
        }
        if (bytes != sampledBytes) {
            lastActivity = now;
        }
        sampledBytes = bytes;
        sampledAt = now;
        if (settings.idleTimeout() > 0 && now - lastActivity >= settings.idleTimeout()) {
            close(new CloseReason(CloseReason.NORMAL, "Tunnel was idle."));
        } else if (isOver(settings.lifetime(), now) || isOver(limits.lifetime().toMillis(), now)) {
            close(new CloseReason(CloseReason.NORMAL, "Tunnel reached its maximum lifetime."));
        }
    }

    private boolean isOver(long limit, long now) {
        return limit > 0 && now - opened >= limit;
    }
}
