package io.culvert.api.event;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened. Never holds a token, a password or a key. */
public sealed interface Event {

    /** When it happened. */
    Instant at();

    /**
     * A peer was let in; by the way of the protocol, or by HTTP for a certificate.
     *
     * @param connection the peer's
     * @param peer who it is
     * @param authenticator name of the authenticator that accepted it
     * @param took how long all authenticators together took
     */
    record PeerAccepted(Instant at, ConnectionInfo connection, PeerInfo peer, String authenticator, Duration took)
            implements Event {}

    /**
     * A peer that had presented credentials was not let in.
     *
     * @param connection the peer's
     * @param uuid its own name for itself, verbatim; {@code null} when it gave none
     * @param name a name for people, verbatim; {@code null} when it gave none
     * @param authenticator name of the authenticator that decided; empty when none did
     * @param result how it came to that
     * @param reason for the operator, not for the peer
     * @param took how long all authenticators together took
     */
    record PeerRefused(
            Instant at,
            ConnectionInfo connection,
            @Nullable String uuid,
            @Nullable String name,
            String authenticator,
            Refusal result,
            String reason,
            Duration took)
            implements Event {}

    /** How a refusal comes about. */
    enum Refusal {
        /** An authenticator rejected the credentials, or none knew them. */
        REJECTED,
        /** An authenticator failed, was not asked for having failed, or there were too many peers. */
        FAILED,
        /** There was no answer in time. */
        LATE
    }

    /**
     * A session ended without having come to a tunnel.
     *
     * @param connection the peer's
     * @param peer who it is; {@code null} when it was not let in
     * @param reason why
     */
    record SessionEnded(
            Instant at, ConnectionInfo connection, @Nullable PeerInfo peer, CloseReason reason) implements Event {}

    /**
     * The certificate authority did something, or refused to.
     *
     * @param action such as {@code issued}, {@code renewed}, {@code revoked}, {@code refused}; the words of its own
     *     audit trail
     * @param actor who asked for it: an identity, or an operator
     * @param details device, serial, reason and the like, by name
     */
    record AuthorityActed(Instant at, String action, String actor, Map<String, String> details) implements Event {

        public AuthorityActed {
            details = Map.copyOf(details);
        }
    }

    /**
     * Somebody tried to log in to the console.
     *
     * @param user as given
     * @param remote address from which
     * @param success whether that succeeded
     * @param reason why not; empty when it did
     */
    record OperatorLogin(Instant at, String user, String remote, boolean success, String reason) implements Event {}

    /**
     * An operator changed something, or tried to.
     *
     * @param user who
     * @param door by which way
     * @param action what, such as {@code tunnel.close}
     * @param target on what, such as the id of a tunnel; empty when there is nothing to say
     * @param success whether it was done
     * @param detail a reason, an error, or what else there is to say; may be empty
     */
    record OperatorActed(
            Instant at, String user, Door door, String action, String target, boolean success, String detail)
            implements Event {}

    /** By which way an operator came. */
    enum Door {
        /** The Karaf shell. */
        SHELL,
        /** The dashboard, with a login. */
        CONSOLE,
        /** The API, with a token. */
        API
    }
}
