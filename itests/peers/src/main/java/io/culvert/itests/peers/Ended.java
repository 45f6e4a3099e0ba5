package io.culvert.itests.peers;

/**
 * How the gateway ended a connection.
 *
 * @param code of the Close frame; {@link #NO_CODE} for one without, {@link #LOST} without a Close frame
 * @param text of the Close frame
 */
public record Ended(int code, String text) {

    /** RFC 6455 section 7.1.5: a Close frame without a code. */
    public static final int NO_CODE = 1005;
    /** RFC 6455 section 7.1.5: no Close frame; on a stream the only way to end. */
    public static final int LOST = 1006;
}
