package io.culvert.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line as it was found.
 *
 * @param seq its number
 * @param text all of it, without the newline
 * @param prev what it says is the hash of the line before
 * @param hash what it says is its own
 */
record Line(long seq, String text, String prev, String hash) {

    /** The hash before the first line. */
    static final String NOTHING = "0".repeat(64);

    private static final String HASH_FIELD = ",\"hash\":\"";
    private static final int HASH_LENGTH = HASH_FIELD.length() + 64 + 2;
    private static final Pattern SHAPE = Pattern.compile(
            "\\{\"seq\":([1-9][0-9]{0,17}),.*,\"prev\":\"([0-9a-f]{64})\",\"hash\":\"([0-9a-f]{64})\"}");

    /** Reads a line; {@code null} when it is none of this log. */
    static @Nullable Line of(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? new Line(Long.parseLong(matcher.group(1)), text, matcher.group(2), matcher.group(3))
                : null;
    }

    /** A body with its hash, and the newline. */
    static byte[] sealed(byte[] body, String hash) {
        byte[] tail = (HASH_FIELD + hash + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(body, body.length - 1 + tail.length);
        System.arraycopy(tail, 0, line, body.length - 1, tail.length);
        return line;
    }

    /** What the hash is made of: all but the hash. */
    byte[] body() {
        return (text.substring(0, text.length() - HASH_LENGTH) + "}").getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean is(String event) {
        return text.contains(",\"event\":\"" + event + "\"");
    }

    /** A number that the log itself has written; 0 when there is none. */
    long number(String field) {
        Matcher matcher =
                Pattern.compile(",\"" + field + "\":([0-9]{1,18})[,}]").matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
