package io.culvert.ca;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A decision of the authority, for the audit trail. Texts may hold anything that peers have said, but no secret.
 *
 * @param time of the decision
 * @param event what was decided
 * @param who the operator or identity that asked for it
 * @param device UUID; {@code null} when it is about none
 * @param serial of the certificate, in hexadecimal digits; {@code null} when it is about none
 * @param reason in one word
 * @param detail for people
 * @param remote address from which it was asked for
 */
record AuditEntry(
        Instant time,
        Event event,
        String who,
        @Nullable String device,
        @Nullable String serial,
        @Nullable String reason,
        @Nullable String detail,
        @Nullable String remote) {

    /** What can be decided. */
    enum Event {
        ISSUED,
        RENEWED,
        REFUSED,
        REVOKED,
        READMITTED,
        AUTHORITY_PREPARED,
        AUTHORITY_ACTIVATED,
        AUTHORITY_RETIRED,
        AUTHORITY_IMPORTED,
        CROSS_CERTIFIED;

        /** The name in lower case with hyphens. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static AuditEntry of(Instant time, Event event, String who) {
        return new AuditEntry(time, event, who, null, null, null, null, null);
    }

    AuditEntry device(@Nullable String about) {
        return new AuditEntry(time, event, who, about, serial, reason, detail, remote);
    }

    AuditEntry serial(@Nullable String about) {
        return new AuditEntry(time, event, who, device, about, reason, detail, remote);
    }

    AuditEntry because(@Nullable String word, @Nullable String explanation) {
        return new AuditEntry(time, event, who, device, serial, word, explanation, remote);
    }

    AuditEntry from(@Nullable String address) {
        return new AuditEntry(time, event, who, device, serial, reason, detail, address);
    }
}
