package io.culvert.api.broker;

import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A peer that is not yet in a tunnel, as a snapshot.
 *
 * @param connection the peer's connection; its id is the session's
 * @param state how far it has come
 * @param stateSince when it came there
 * @param peer who it is; {@code null} before it was accepted
 */
public record SessionInfo(
        ConnectionInfo connection,
        State state,
        Instant stateSince,
        @Nullable PeerInfo peer) {

    /** How far a peer has come. */
    public enum State {
        /** Has not asked to be let in. */
        CONNECTED,
        /** Its token is being checked. */
        AUTHENTICATING,
        /** Has asked something of the certificate authority, which has not answered. */
        CERTIFYING,
        /** Was let in and waits for its partner. */
        WAITING
    }
}
