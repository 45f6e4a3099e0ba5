package io.culvert.ca;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sessions and tunnels that a test makes up. */
final class FakeGateway implements Broker {

    final List<SessionInfo> sessions = new ArrayList<>();
    final List<TunnelInfo> tunnels = new ArrayList<>();
    /** By the id of the session, or the ids of the tunnel and of the end that was thrown out. */
    final Map<String, CloseReason> closed = new HashMap<>();

    final Transport transport = new FakeTransport();

    @Override
    public List<SessionInfo> sessions() {
        return sessions;
    }

    @Override
    public List<TunnelInfo> tunnels() {
        return tunnels;
    }

    @Override
    public List<AuthenticatorInfo> authenticators() {
        return List.of();
    }

    @Override
    public void drain(Duration patience) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Instant drainsUntil() {
        return null;
    }

    @Override
    public boolean close(String id, CloseReason reason) {
        closed.put(id, reason);
        return true;
    }

    private final class FakeTransport implements Transport {
        @Override
        public String nodeId() {
            return "test";
        }

        @Override
        public TunnelInfo join(String key, End first, End second, TunnelLimits limits) {
            throw new UnsupportedOperationException("nobody is joined here");
        }

        @Override
        public List<TunnelInfo> tunnels() {
            return tunnels;
        }

        @Override
        public boolean closeTunnel(String id, CloseReason reason) {
            throw new UnsupportedOperationException("the authority only expels");
        }

        @Override
        public boolean expel(String id, String connection, CloseReason reason) {
            closed.put(id + " " + connection, reason);
            return true;
        }

        @Override
        public List<ListenerInfo> listeners() {
            return List.of();
        }
    }
}
