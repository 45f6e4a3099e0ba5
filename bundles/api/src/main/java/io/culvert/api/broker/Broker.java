package io.culvert.api.broker;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator may see and do. All methods may be called by any thread and return at once. */
@ProviderType
public interface Broker {

    /** Peers that are not yet in a tunnel, oldest first. */
    List<SessionInfo> sessions();

    /** Standing tunnels, oldest first. */
    List<TunnelInfo> tunnels();

    /** The authenticators in the order in which they are asked. */
    List<AuthenticatorInfo> authenticators();

    /**
     * Closes a session or a tunnel.
     *
     * @param id of a tunnel, or of a connection (one in a tunnel closes that tunnel)
     * @param reason what the peers are told
     * @return whether there was one
     */
    boolean close(String id, CloseReason reason);

    /**
     * Takes no more peers: those that come, and those that wait, are told to come again later (1012). Tunnels end by
     * themselves; those that still stand when the time is over are closed, with 1012. Ends with {@link #resume}, or when
     * the broker is made anew; a second call changes the time.
     *
     * @param patience how long tunnels may go on
     */
    void drain(Duration patience);

    /** Takes peers again. Does nothing when it does already. */
    void resume();

    /** Until when tunnels may go on while it drains; {@code null} when it does not. */
    @Nullable Instant drainsUntil();
}
