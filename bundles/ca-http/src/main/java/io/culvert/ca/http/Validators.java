package io.culvert.ca.http;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * By what a client finds out whether it has the newest content, RFC 9110 section 8.8.
 *
 * @param tag entity tag, with its quotes
 * @param modified since when the content is this, in whole seconds
 */
record Validators(String tag, Instant modified) {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int TAG_BYTES = 16;

    /** Those of a content. */
    static Validators of(byte[] content, Instant modified) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new Validators("\"" + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + "\"", modified);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** A date as headers have it, RFC 9110 section 5.6.7. */
    static String date(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    /**
     * The answer, or that it is what the client has, RFC 9110 section 13.2.2.
     *
     * @param full with status 200 and all other headers
     */
    HttpReply answer(HttpRequest request, HttpReply full) {
        HttpReply marked = mark(full);
        return isCurrent(request) ? new HttpReply(304, marked.headers(), new byte[0]) : marked;
    }

    /** A reply with these in its headers. */
    HttpReply mark(HttpReply reply) {
        return reply.with("ETag", tag).with("Last-Modified", date(modified));
    }

    private boolean isCurrent(HttpRequest request) {
        List<String> tags = request.headers().getOrDefault("if-none-match", List.of());
        if (!tags.isEmpty()) {
            return Arrays.stream(String.join(",", tags).split(",", -1))
                    .map(String::strip)
                    .anyMatch(given ->
                            given.equals("*") || given.replaceFirst("^W/", "").equals(tag));
        }
        String since = request.header("If-Modified-Since");
        try {
            return since != null && !modified.isAfter(HTTP_DATE.parse(since, Instant::from));
        } catch (DateTimeException e) {
            return false; // RFC 9110 section 13.1.3: one that is no date is ignored
        }
    }
}
