package io.culvert.api.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Carries bytes between peers. Tunnels belong to the transport: they outlive whoever joined them. All methods may be
 * called by any thread and never block.
 */
@ProviderType
public interface Transport {

    /** The name of this gateway node, {@code [A-Za-z0-9_-]{1,32}}; part of its public path. */
    String nodeId();

    /**
     * Which run this is: ids of connections and tunnels are unique in it, and begin anew in the next. Empty when they never
     * do.
     */
    default String run() {
        return "";
    }

    /**
     * Joins two connections. From the moment of this call every byte that one peer sends goes to the other, after the
     * last message given here, and nothing else does. Should one of them be closed already, the other is told so as if
     * it had been a moment later.
     *
     * @param key under which they met, kept for {@link TunnelInfo#key}
     * @param first the peer that waited
     * @param second the peer that came to it; the same connection as {@code first} makes an echo
     * @param limits what the tunnel may use
     * @return the new tunnel
     * @throws IllegalArgumentException when a connection is not of this transport, or in a tunnel already
     */
    TunnelInfo join(String key, End first, End second, TunnelLimits limits);

    /**
     * One end of a tunnel to be.
     *
     * @param connection the connection
     * @param peer who it is
     * @param lastMessage the gateway's last words to it, sent before the first byte of the other peer
     */
    record End(Connection connection, PeerInfo peer, String lastMessage) {}

    /** The standing tunnels. */
    List<TunnelInfo> tunnels();

    /**
     * Closes a tunnel after delivering what was taken from its ends.
     *
     * @param id of the tunnel
     * @param reason what both peers are told
     * @return whether there was such a tunnel
     */
    boolean closeTunnel(String id, CloseReason reason);

    /**
     * Throws one end out of a tunnel, which ends it: that peer is told why, the other one that it has lost its partner.
     *
     * @param id of the tunnel
     * @param connection id of the end's connection
     * @param reason what the peer that is thrown out is told
     * @return whether there was such a tunnel with such an end
     */
    boolean expel(String id, String connection, CloseReason reason);

    /** The bound ports. */
    List<ListenerInfo> listeners();

    /** The ports that are configured and not bound: for each the listener's name and why, for the operator. */
    default List<String> closedListeners() {
        return List.of();
    }
}
