package io.culvert.api.rendezvous;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where two peers meet: equal when both the scope and the nonce are equal, and an absent nonce equals only an absent
 * nonce. Holds a digest, so that neither can be read from it.
 *
 * @param digest SHA-256, 64 lower-case hexadecimal digits
 */
public record RendezvousKey(String digest) {

    /**
     * The key of a scope and a nonce.
     *
     * @param scope given by the authenticator, see {@link io.culvert.api.auth.AuthResult.Accepted#scope}
     * @param nonce given by the peer; {@code null} when absent
     */
    public static RendezvousKey of(String scope, @Nullable String nonce) {
        byte[] scopeBytes = scope.getBytes(StandardCharsets.UTF_8);
        // The length in front keeps ("ab", "c") apart from ("a", "bc"); the flag keeps an absent nonce from an empty
        // one.
        MessageDigest sha256 = sha256();
        sha256.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(scopeBytes.length).array());
        sha256.update(scopeBytes);
        sha256.update((byte) (nonce == null ? 0 : 1));
        if (nonce != null) {
            sha256.update(nonce.getBytes(StandardCharsets.UTF_8));
        }
        return new RendezvousKey(HexFormat.of().formatHex(sha256.digest()));
    }

    /** The scope of peers whose authenticator named none: those with the same token. */
    public static String scopeOfToken(String token) {
        return "token:" + HexFormat.of().formatHex(sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
