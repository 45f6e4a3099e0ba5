package io.culvert.itests.peers;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a peer presents. The seed dialect sends the token only.
 *
 * @param token the secret
 * @param nonce distinguishes the tunnels of one token; {@code null} for none
 * @param uuid the peer's name for itself
 * @param name for people
 */
public record Credentials(String token, @Nullable String nonce, String uuid, String name) {

    /** A new peer without a nonce: it can meet peers of every dialect. */
    public static Credentials of(String token) {
        return of(token, null);
    }

    /** A new peer. */
    public static Credentials of(String token, @Nullable String nonce) {
        String uuid = UUID.randomUUID().toString();
        return new Credentials(token, nonce, "{" + uuid + "}", "peer " + uuid.substring(0, 8));
    }
}
