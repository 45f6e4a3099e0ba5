package io.culvert.broker;

import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.CloseReason;
import java.time.Instant;

/**
 * How far a session has come. Every move is a compare-and-set on the state object, so that whoever comes late finds
 * another one there and does nothing.
 */
sealed interface State {

    /** What happens when the state lasts too long; off when it is left. */
    default Alarm alarm() {
        return new Alarm();
    }

    /**
     * Has not asked to be let in.
     *
     * @param since when it connected
     * @param limit by when it must have asked, by {@link Timers#now}
     * @param deadline by when it must have said something; never after the limit
     */
    record Connected(Instant since, long limit, long deadline, Alarm alarm) implements State {}

    /**
     * Has asked something of the certificate authority, and goes back to where it came from when that has answered.
     *
     * @param before where it came from
     * @param since when it asked
     * @param start the same by {@link Timers#now}
     */
    record Certifying(Connected before, Instant since, long start, Alarm alarm) implements State {}

    /**
     * Its credentials are being checked; a session is never here twice.
     *
     * @param since when it asked
     * @param start the same by {@link Timers#now}
     * @param credentials that are checked
     */
    record Authenticating(Instant since, long start, Credentials credentials, Alarm alarm) implements State {}

    /**
     * Was let in and waits for its partner, or is about to look for one.
     *
     * @param since when it was let in
     * @param deadline by when the partner must have come, by {@link Timers#now}
     * @param pass what it got by that
     */
    record Waiting(Instant since, long deadline, Pass pass, Alarm alarm) implements State {

        /** The same once more, after something else. */
        Waiting again() {
            return new Waiting(since, deadline, pass, new Alarm());
        }
    }

    /**
     * Met somebody with the same key. Whoever brought the two together decides what becomes of them, and this state
     * keeps everybody else's hands off, except that the session may close.
     *
     * @param before where it came from, and goes back to when nothing comes of it
     */
    record Introduced(Waiting before) implements State {}

    /** Is the transport's; for the broker the session is over. */
    record Tunnelled() implements State {}

    /**
     * Is over.
     *
     * @param reason why
     */
    record Closed(CloseReason reason) implements State {}
}
