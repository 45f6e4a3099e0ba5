package io.culvert.api.broker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator that takes part, as a snapshot.
 *
 * @param name its configured name, or that of its class
 * @param bundle symbolic name of the bundle it comes from
 * @param pid PID of its configuration; {@code null} when it has none
 * @param ranking the higher is asked first
 * @param calls how often it was asked
 * @param accepted peers it let in
 * @param rejected peers it turned away
 * @param abstained peers it had no opinion on
 * @param failed calls that failed, came late, or gave nothing
 * @param remembered peers that were let in without asking it, because it had accepted the same before
 * @param median the time that half of its last calls took at most; zero before the first
 * @param p99 the time that 99 % of its last calls took at most; zero before the first
 * @param lastError what went wrong last; {@code null} if nothing has
 * @param circuit whether it is asked
 */
public record AuthenticatorInfo(
        String name,
        String bundle,
        @Nullable String pid,
        int ranking,
        long calls,
        long accepted,
        long rejected,
        long abstained,
        long failed,
        long remembered,
        Duration median,
        Duration p99,
        @Nullable String lastError,
        Circuit circuit) {

    /** Whether an authenticator is asked. */
    public enum Circuit {
        /** It is. */
        CLOSED,
        /** It failed too often: everybody is refused without asking it. */
        OPEN,
        /** It failed too often; one peer is being tried. */
        HALF_OPEN,
        /** Too many of its calls never came back; it is not asked until they do. */
        STUCK
    }
}
