package io.culvert.api.health;

import java.time.Duration;

/**
 * How a part of the gateway is.
 *
 * @param name of the part, such as {@code authority}
 * @param status in one word
 * @param message how it is, and what to do about it; a sentence or several, never empty
 * @param took how long it took to find out
 */
public record HealthResult(String name, Status status, String message, Duration took) {

    /** How a part is. */
    public enum Status {
        /** As it should. */
        OK,
        /** It works, but somebody should look. */
        WARN,
        /** It does not work for now, and mends itself; such as a part that is being updated. */
        TEMPORARILY_UNAVAILABLE,
        /** It does not work, and somebody must act. */
        CRITICAL
    }
}
