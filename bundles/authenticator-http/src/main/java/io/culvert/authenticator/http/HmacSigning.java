package io.culvert.authenticator.http;

import io.culvert.api.config.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * HMAC-SHA-256 over the time, a dot and the body. {@code Culvert-Timestamp} is the time in seconds since 1970, and {@code
 * Culvert-Signature} the result in 64 hexadecimal digits. The service computes the same and compares; by refusing old
 * times it refuses requests that somebody has recorded.
 */
record HmacSigning(Secret secret) implements Signing {

    @Override
    public Map<String, String> sign(String method, URI url, Map<String, String> headers, byte[] body, Instant now) {
        String time = Long.toString(now.getEpochSecond());
        byte[] signature = Signing.hmac(secret.bytes(), Signing.utf8(time + "."), body);
        return Map.of(
                "Culvert-Timestamp", time, "Culvert-Signature", HexFormat.of().formatHex(signature));
    }
}
