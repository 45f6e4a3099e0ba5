package io.culvert.authenticator.mqtt;

import io.culvert.authenticator.mqtt.IssuedToken.State;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer publishes: {@code {"token", "nonce"?, "subject"?, "scope"?, "expires", "uses"?}}, or
 * {@code {"token", "revoked": true, "expires"?}}.
 *
 * @param token what it says of a token
 */
record TokenMessage(IssuedToken token) {

    /** How long an unknown token stays revoked when the message does not say when it would have expired. */
    private static final Duration REVOKED = Duration.ofDays(1);

    private static final int LONGEST_TOKEN = 4096;
    private static final int LONGEST_TEXT = 1024;

    /** @param leeway how much later than it says a token expires here: clocks differ */
    static TokenMessage parse(byte[] payload, Instant now, Duration leeway) throws MalformedMessageException {
        JsonObject json = JsonObject.parse(payload);
        Digest digest = Digest.of(json.text("token", LONGEST_TOKEN)
                .orElseThrow(() -> new MalformedMessageException("there is no token")));
        @Nullable String expires = json.text("expires", LONGEST_TEXT).orElse(null);
        if (json.text("revoked", LONGEST_TEXT).orElse("false").equals("true")) {
            Instant until = expires == null ? now.plus(REVOKED) : instant(expires);
            return new TokenMessage(IssuedToken.revoked(digest, until.plus(leeway)));
        }
        if (expires == null) {
            throw new MalformedMessageException("it does not say when the token expires");
        }
        return new TokenMessage(new IssuedToken(
                digest,
                json.text("nonce", LONGEST_TEXT).map(Digest::of).orElse(null),
                json.text("subject", LONGEST_TEXT).orElse(null),
                json.text("scope", LONGEST_TEXT).orElse(null),
                instant(expires).plus(leeway),
                uses(json),
                Map.of(),
                State.PUBLISHED));
    }

    /** RFC 3339, or seconds since 1970. */
    private static Instant instant(String text) throws MalformedMessageException {
        try {
            Instant instant = text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
            if (instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                return instant;
            }
        } catch (DateTimeException | NumberFormatException e) {
            // Said below.
        }
        throw new MalformedMessageException("expires is neither a time as in RFC 3339 nor seconds since 1970");
    }

    private static int uses(JsonObject json) throws MalformedMessageException {
        @Nullable String text = json.text("uses", LONGEST_TEXT).orElse(null);
        if (text == null) {
            return 0;
        }
        try {
            int uses = Integer.parseInt(text);
            if (uses > 0) {
                return uses;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new MalformedMessageException("uses is not a whole number of 1 or more");
    }
}
