package io.culvert.api.auth;

import io.culvert.api.transport.ConnectionInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a peer presents to be let in. Everything but {@code connection} is the peer's own claim.
 *
 * @param token the secret; never log it
 * @param uuid the peer's name for itself, verbatim; {@code null} when its dialect has none
 * @param name a name for people; {@code null} when the peer's dialect has none
 * @param nonce distinguishes the tunnels of one token; {@code null} when absent
 * @param connection where the peer comes from
 */
public record Credentials(
        String token,
        @Nullable String uuid,
        @Nullable String name,
        @Nullable String nonce,
        ConnectionInfo connection) {

    /** Everything but the token and the nonce, which are secrets. */
    @Override
    public String toString() {
        return "Credentials[token=***, uuid=" + uuid + ", name=" + name + ", nonce=" + (nonce == null ? "none" : "***")
                + ", connection=" + connection + "]";
    }
}
