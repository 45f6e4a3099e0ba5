package io.culvert.api.ca;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate in the register, as a snapshot.
 *
 * @param serial its number, in lower-case hexadecimal digits without leading zeros
 * @param device UUID of the device, in lower case without braces; in its certificate as {@code urn:culvert:device:UUID}
 * @param identity whose device it is; in its certificate as {@code urn:culvert:identity:}, percent-encoded
 * @param generation of the authority that signed it
 * @param notBefore from when it is valid
 * @param notAfter until when it is valid
 * @param revocation {@code null} when it was not revoked
 */
public record CertificateInfo(
        String serial,
        String device,
        String identity,
        int generation,
        Instant notBefore,
        Instant notAfter,
        @Nullable Revocation revocation) {

    /**
     * That a certificate was revoked.
     *
     * @param at when
     * @param reason why
     */
    public record Revocation(Instant at, RevocationReason reason) {}
}
