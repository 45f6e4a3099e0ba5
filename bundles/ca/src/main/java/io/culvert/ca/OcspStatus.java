package io.culvert.ca;

import io.culvert.api.ca.RevocationReason;
import java.time.Instant;

/** What is known of a certificate (RFC 6960 section 2.2). */
sealed interface OcspStatus {

    /** Issued and not revoked. */
    record Good() implements OcspStatus {}

    /** Not good any more. */
    record Revoked(Instant at, RevocationReason reason) implements OcspStatus {}

    /** Never issued, or forgotten since it has expired. */
    record Unknown() implements OcspStatus {}
}
