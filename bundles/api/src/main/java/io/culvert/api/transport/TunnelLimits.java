package io.culvert.api.transport;

import java.time.Duration;

/**
 * What a tunnel may use.
 *
 * @param bytesPerSecond payload that it carries in a second, each way for itself; 0 for as much as possible
 * @param lifetime how long it may stand; {@link Duration#ZERO} for ever. A shorter one of the transport's own holds too
 */
public record TunnelLimits(long bytesPerSecond, Duration lifetime) {

    /** No limits. */
    public static final TunnelLimits NONE = new TunnelLimits(0, Duration.ZERO);
}
