package io.culvert.client.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device is sent: to come to a gateway with a token.
 *
 * @param url of the gateway; {@code null} for the one the device knows
 * @param nonce to come with; {@code null} for none
 * @param expires when it is too late; {@code null} when nobody said
 */
record Invitation(
        @Nullable URI url,
        String token,
        @Nullable String nonce,
        @Nullable Instant expires) {

    private static final int LONGEST = 8 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    /** Empty when the message is none. */
    static Optional<Invitation> parse(byte[] message) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(message)) {
            if (message.length > LONGEST || json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken().isScalarValue()) {
                    members.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            @Nullable String token = members.get("token");
            @Nullable String url = members.get("url");
            @Nullable String expires = members.get("expires");
            return token == null || token.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Invitation(
                            url == null ? null : URI.create(url),
                            token,
                            members.get("nonce"),
                            expires == null ? null : instant(expires)));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** RFC 3339, or seconds since 1970. */
    private static Instant instant(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Instant.ofEpochSecond(Long.parseLong(text))
                : OffsetDateTime.parse(text).toInstant();
    }

    boolean expired(Instant now) {
        return expires != null && expires.isBefore(now);
    }

    /** Whether the gateway to come to has this one's scheme, host and port. */
    boolean leadsTo(URI allowed) {
        return url == null
                || (allowed.getScheme().equalsIgnoreCase(url.getScheme())
                        && allowed.getHost().equalsIgnoreCase(url.getHost())
                        && port(allowed) == port(url));
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("wss") ? 443 : 80;
    }

    @Override
    public String toString() {
        return "Invitation[token=***]";
    }
}
