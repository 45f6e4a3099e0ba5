package io.culvert.broker;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.Credentials;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while whom an authenticator accepted. Knows peers by a digest of all that the authenticator's answer
 * depends on, and holds no token.
 */
final class AcceptanceCache {

    private record Entry(Accepted accepted, long until) {}

    private final Terms terms;
    /** The oldest first. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    AcceptanceCache(Terms terms) {
        this.terms = terms;
    }

    /** What was said of these credentials; {@code null} when that is not known, or too long ago. */
    @Nullable Accepted get(Credentials credentials, long now) {
        if (terms.cacheAge().isZero()) {
            return null;
        }
        String key = key(credentials, terms.cacheBy());
        synchronized (entries) {
            Entry entry = entries.get(key);
            if (entry == null) {
                return null;
            }
            if (now - entry.until >= 0) {
                entries.remove(key);
                return null;
            }
            return entry.accepted;
        }
    }

    /** Remembers it, unless the token has a number of uses. */
    void put(Credentials credentials, Accepted accepted, long now) {
        if (terms.cacheAge().isZero() || accepted.uses() != null) {
            return;
        }
        String key = key(credentials, terms.cacheBy());
        synchronized (entries) {
            entries.remove(key);
            entries.put(key, new Entry(accepted, now + terms.cacheAge().toNanos()));
            if (entries.size() > terms.cacheSize()) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
    }

    private static String key(Credentials credentials, Set<Terms.Claim> by) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            add(sha256, credentials.token());
            add(sha256, by.contains(Terms.Claim.UUID) ? credentials.uuid() : null);
            add(sha256, by.contains(Terms.Claim.NAME) ? credentials.name() : null);
            add(sha256, by.contains(Terms.Claim.NONCE) ? credentials.nonce() : null);
            add(
                    sha256,
                    by.contains(Terms.Claim.ADDRESS)
                            ? credentials.connection().remote().getAddress().getHostAddress()
                            : null);
            for (X509Certificate certificate : credentials.connection().certificates()) {
                sha256.update(certificate.getEncoded());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no digest of a peer's credentials", e);
        }
    }

    /** With its length, so that parts cannot be taken for each other; -1 is the length of what is absent. */
    private static void add(MessageDigest digest, @Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? -1 : bytes.length)
                .flip());
        digest.update(bytes);
    }
}
