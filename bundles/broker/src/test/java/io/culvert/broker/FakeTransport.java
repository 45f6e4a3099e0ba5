package io.culvert.broker;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import io.culvert.api.transport.TunnelListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Joins connections and remembers what became of the tunnels. */
final class FakeTransport implements Transport {

    /** In a join, before anything is joined. */
    final Moment beforeJoin = new Moment();
    /** In a join, when all is joined and the caller does not know yet. */
    final Moment afterJoin = new Moment();
    /** Whether the next join fails. */
    volatile boolean broken;
    /** Those of the last join. */
    volatile TunnelLimits limits = TunnelLimits.NONE;
    /** Hears of tunnels; {@code null} while the transport knows no listener. */
    volatile @Nullable TunnelListener listener;

    private final Map<String, TunnelInfo> standing = new LinkedHashMap<>();
    private final List<TunnelInfo> ever = new ArrayList<>();
    private final List<CloseReason> closings = new ArrayList<>();
    private final List<CloseReason> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    @Override
    public String nodeId() {
        return "node";
    }

    @Override
    public TunnelInfo join(String key, End first, End second, TunnelLimits limits) {
        beforeJoin.comes();
        this.limits = limits;
        if (broken) {
            throw new IllegalArgumentException("broken");
        }
        TunnelInfo tunnel;
        boolean whole;
        synchronized (this) {
            if (standing.values().stream().anyMatch(other -> other.key().equals(key))) {
                violations.add("two tunnels with one key");
            }
            String id = "t" + (ever.size() + 1);
            Consumer<CloseReason> closing = reason -> closeTunnel(id, reason);
            whole = ((FakeConnection) first.connection()).join(first.lastMessage(), closing);
            whole &= ((FakeConnection) second.connection()).join(second.lastMessage(), closing);
            tunnel = tunnel(
                    id,
                    key,
                    new TunnelEnd(first.connection().info(), first.peer()),
                    new TunnelEnd(second.connection().info(), second.peer()));
            ever.add(tunnel);
            standing.put(tunnel.id(), tunnel);
        }
        TunnelListener told = listener;
        if (told != null) {
            told.opened(tunnel);
        }
        if (!whole) {
            end(tunnel.id(), CloseReason.PARTNER_LEFT);
        }
        afterJoin.comes();
        return tunnel;
    }

    private static TunnelInfo tunnel(String id, String key, TunnelEnd first, TunnelEnd second) {
        return new TunnelInfo(id, key, first, second, Instant.EPOCH, 0, 0, 0, false);
    }

    /** A tunnel that stands already. */
    synchronized TunnelInfo standing(String id, String key, TunnelEnd first, TunnelEnd second, boolean closing) {
        TunnelInfo tunnel = new TunnelInfo(id, key, first, second, Instant.EPOCH, 0, 0, 0, closing);
        standing.put(id, tunnel);
        return tunnel;
    }

    @Override
    public synchronized List<TunnelInfo> tunnels() {
        return List.copyOf(standing.values());
    }

    @Override
    public boolean closeTunnel(String id, CloseReason reason) {
        synchronized (this) {
            requests.add(reason);
        }
        return end(id, reason);
    }

    @Override
    public boolean expel(String id, String connection, CloseReason reason) {
        throw new UnsupportedOperationException("the broker never expels");
    }

    private boolean end(String id, CloseReason reason) {
        TunnelInfo tunnel;
        synchronized (this) {
            tunnel = standing.remove(id);
            if (tunnel == null) {
                return false;
            }
            closings.add(reason);
        }
        TunnelListener told = listener;
        if (told != null) {
            told.closing(tunnel);
            told.closed(tunnel, reason);
        }
        return true;
    }

    @Override
    public List<ListenerInfo> listeners() {
        return List.of();
    }

    /** All tunnels that were ever joined here. */
    synchronized List<TunnelInfo> ever() {
        return List.copyOf(ever);
    }

    /** How tunnels were closed. */
    synchronized List<CloseReason> closings() {
        return List.copyOf(closings);
    }

    /** How tunnels were asked to close, standing or not. */
    synchronized List<CloseReason> requests() {
        return List.copyOf(requests);
    }

    /** What must never happen. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
