package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway ended a connection.
 *
 * @param code of the Close frame; {@link #NO_CODE} for one without, {@link #LOST} without a Close frame
 * @param text of the Close frame, without the id of the connection that the gateway puts behind it
 */
public record Ended(int code, String text) {

    private static final Pattern ID = Pattern.compile("(?:^| )\\[(c[0-9]+)]$");

    /**
     * What a Close frame says.
     *
     * @param echo whether it may be what the peer itself has said
     * @throws ProtocolViolation when there is no id in one of the gateway's own making
     */
    static Ended of(int code, String text, boolean echo) {
        Matcher id = ID.matcher(text);
        boolean found = id.find();
        check(found || echo, "a close reason without the connection's id: " + text);
        return new Ended(code, found ? text.substring(0, id.start()) : text);
    }

    /** The id behind a text; {@code null} when there is none. */
    static @Nullable String id(String text) {
        Matcher id = ID.matcher(text);
        return id.find() ? id.group(1) : null;
    }

    /** RFC 6455 section 7.1.5: a Close frame without a code. */
    public static final int NO_CODE = 1005;
    /** RFC 6455 section 7.1.5: no Close frame; on a stream the only way to end. */
    public static final int LOST = 1006;
}
