package io.culvert.api.broker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator that takes part, as a snapshot.
 *
 * @param name its configured name, or that of its class
 * @param bundle symbolic name of the bundle it comes from
 * @param ranking the higher is asked first
 * @param accepted peers it let in
 * @param rejected peers it turned away
 * @param abstained peers it had no opinion on
 * @param failed calls that failed, came late, or gave nothing
 * @param mean mean time of a call; zero before the first
 * @param lastError what went wrong last; {@code null} if nothing has
 */
public record AuthenticatorInfo(
        String name,
        String bundle,
        int ranking,
        long accepted,
        long rejected,
        long abstained,
        long failed,
        Duration mean,
        @Nullable String lastError) {}
