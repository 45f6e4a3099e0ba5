package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.CertificateInfo.Revocation;
import java.security.PublicKey;
import java.time.Instant;
import java.util.UUID;

/** What a line of the register says. Times are whole seconds. */
sealed interface RegisterEvent {

    /** A certificate was issued; times are seconds since 1970. */
    record Issued(
            String serial, int generation, long notBefore, long notAfter, UUID device, KeyDigest key, String identity)
            implements RegisterEvent {

        static Issued of(CertificateInfo info, PublicKey key) {
            return new Issued(
                    info.serial(),
                    info.generation(),
                    info.notBefore().getEpochSecond(),
                    info.notAfter().getEpochSecond(),
                    UUID.fromString(info.device()),
                    KeyDigest.of(key),
                    info.identity());
        }
    }

    /** A certificate was revoked. */
    record Revoked(String serial, Revocation revocation) implements RegisterEvent {}

    /** A device gets no certificates any more; what it had and was not revoked yet, is by this. */
    record DeviceBlocked(UUID device, Revocation revocation) implements RegisterEvent {}

    /** An identity gets no certificates any more; what it had and was not revoked yet, is by this. */
    record IdentityBlocked(String identity, Revocation revocation) implements RegisterEvent {}

    /** A device may have certificates again. */
    record DeviceReadmitted(UUID device, Instant at) implements RegisterEvent {}

    /** An identity may have certificates again. */
    record IdentityReadmitted(String identity, Instant at) implements RegisterEvent {}

    /** Whose a device is, without a certificate of it; left by a compaction. */
    record Owned(UUID device, String identity) implements RegisterEvent {}

    /** A key of which a certificate was revoked, without that certificate; left by a compaction. */
    record KeyRevoked(KeyDigest key, UUID device) implements RegisterEvent {}

    /** How many certificates were issued that are not here any more; left by a compaction. */
    record Forgotten(long count) implements RegisterEvent {}
}
