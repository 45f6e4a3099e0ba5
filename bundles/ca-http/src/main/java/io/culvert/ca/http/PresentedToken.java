package io.culvert.ca.http;

import io.culvert.api.auth.Credentials;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token of a request, from its header {@code Authorization}: the password of the scheme Basic (RFC 7617), whose user
 * name may be the UUID of the device or else a name for people, or that of the scheme Bearer (RFC 6750).
 *
 * @param token the secret; never log it
 * @param uuid of the device; {@code null} when it was not given
 * @param name for people; {@code null} when it was not given
 */
record PresentedToken(
        String token, @Nullable String uuid, @Nullable String name) {

    private static final String CHALLENGE = "Basic realm=\"culvert\", charset=\"UTF-8\"";
    private static final Pattern UUID =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    /** Reads it. */
    static PresentedToken of(HttpRequest request) throws RefusedException {
        List<String> headers = request.headers().getOrDefault("authorization", List.of());
        if (headers.isEmpty()) {
            // Without a text: BouncyCastle's client answers a challenge only when it has no content.
            throw new RefusedException(new HttpReply(401, Map.of("WWW-Authenticate", CHALLENGE), new byte[0]));
        }
        if (headers.size() > 1) {
            throw unauthorized("There must be only one header Authorization.");
        }
        String[] parts = headers.get(0).strip().split(" +", 2);
        String value = parts.length == 2 ? parts[1] : "";
        PresentedToken presented =
                switch (parts[0].toLowerCase(Locale.ROOT)) {
                    case "basic" -> basic(value);
                    case "bearer" -> new PresentedToken(value, null, null);
                    default -> throw unauthorized("The header Authorization must be of the scheme Basic or Bearer.");
                };
        if (presented.token.isEmpty()) {
            throw unauthorized("The token in the header Authorization is empty.");
        }
        if (presented.token.chars().anyMatch(Character::isISOControl)) {
            throw unauthorized("The token in the header Authorization must have no control characters.");
        }
        return presented;
    }

    private static PresentedToken basic(String value) throws RefusedException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(value)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw unauthorized("The header Authorization must have the base64 of USER:TOKEN, in UTF-8.");
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw unauthorized("The header Authorization must have the base64 of USER:TOKEN; there is no colon.");
        }
        String user = text.substring(0, colon);
        String token = text.substring(colon + 1);
        return UUID.matcher(user).matches()
                ? new PresentedToken(token, user, null)
                : new PresentedToken(token, null, user.isEmpty() ? null : user);
    }

    /** As the authenticators want it. */
    Credentials credentials(HttpRequest request) {
        return new Credentials(token, uuid, name, null, request.connection());
    }

    /** The token is missing or not good. */
    static RefusedException unauthorized(String explanation) {
        return new RefusedException(HttpReply.text(401, explanation + "\n").with("WWW-Authenticate", CHALLENGE));
    }

    /** Everything but the token. */
    @Override
    public String toString() {
        return "PresentedToken[token=***, uuid=" + uuid + ", name=" + name + "]";
    }
}
