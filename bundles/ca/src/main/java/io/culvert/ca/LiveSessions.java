package io.culvert.ca;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the sessions and tunnels of those who were revoked: whose certificate was, or whose device or identity is
 * blocked. For any thread.
 */
final class LiveSessions {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);

    private static final CloseReason CERTIFICATE = new CloseReason(CloseReason.REVOKED, "Certificate revoked");
    private static final CloseReason DEVICE = new CloseReason(CloseReason.REVOKED, "Device revoked");

    /** Who was revoked. */
    interface Revoked {
        boolean certificate(X509Certificate certificate);

        /**
         * Whether a peer is a device, or of an identity, that is blocked.
         *
         * @param uuid what the peer calls itself; {@code null} when it does not say
         */
        boolean blocked(String identity, @Nullable String uuid);
    }

    private final Revoked revoked;
    private final Supplier<@Nullable Broker> broker;
    private final Supplier<@Nullable Transport> transport;

    LiveSessions(Revoked revoked, Supplier<@Nullable Broker> broker, Supplier<@Nullable Transport> transport) {
        this.revoked = revoked;
        this.broker = broker;
        this.transport = transport;
    }

    /** Looks at all sessions and tunnels, and closes those that are concerned. */
    void close() {
        Broker sessions = broker.get();
        if (sessions != null) {
            for (SessionInfo session : sessions.sessions()) {
                CloseReason reason = reason(session.connection(), session.peer());
                if (reason != null && sessions.close(session.connection().id(), reason)) {
                    LOG.info("Session {} closed: {}", session.connection().id(), reason.text());
                }
            }
        }
        Transport tunnels = transport.get();
        if (tunnels != null) {
            tunnels.tunnels().forEach(tunnel -> close(tunnels, tunnel));
        }
    }

    /** Closes a tunnel if one of its ends is concerned. */
    void closeIfConcerned(TunnelInfo tunnel) {
        Transport tunnels = transport.get();
        if (tunnels != null) {
            close(tunnels, tunnel);
        }
    }

    /** Whether one of its ends is concerned. */
    boolean concerns(TunnelInfo tunnel) {
        return reason(tunnel.first()) != null || reason(tunnel.second()) != null;
    }

    private void close(Transport tunnels, TunnelInfo tunnel) {
        for (TunnelEnd end : List.of(tunnel.first(), tunnel.second())) {
            CloseReason reason = reason(end);
            if (reason != null && tunnels.expel(tunnel.id(), end.connection().id(), reason)) {
                LOG.info("Tunnel {} closed: {}", tunnel.id(), reason.text());
                return;
            }
        }
    }

    private @Nullable CloseReason reason(TunnelEnd end) {
        return reason(end.connection(), end.peer());
    }

    private @Nullable CloseReason reason(ConnectionInfo connection, @Nullable PeerInfo peer) {
        if (connection.certificates().stream().anyMatch(revoked::certificate)) {
            return CERTIFICATE;
        }
        return peer != null && revoked.blocked(peer.identity(), peer.uuid()) ? DEVICE : null;
    }
}
