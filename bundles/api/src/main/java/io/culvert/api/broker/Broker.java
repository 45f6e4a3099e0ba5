package io.culvert.api.broker;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import java.util.List;
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
}
