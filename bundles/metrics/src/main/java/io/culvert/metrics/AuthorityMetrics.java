package io.culvert.metrics;

import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.Refusal;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** The certificate authority. */
final class AuthorityMetrics {

    private AuthorityMetrics() {}

    static List<MetricSnapshot> of(AuthorityOperations authority) {
        AuthorityStatus status = authority.status();
        Family notAfter = new Family(
                "culvert_authority_not_after_timestamp_seconds", "Until when a generation of the authority is valid.");
        Family crlExpiry = new Family(
                "culvert_authority_crl_expiry_timestamp_seconds",
                "Until when the last revocation list of a generation is valid.");
        for (Generation generation : status.generations()) {
            String number = Integer.toString(generation.number());
            notAfter.add(generation.notAfter(), "generation", number, "phase", Family.word(generation.phase()));
            if (generation.crlExpires() != null) {
                crlExpiry.add(generation.crlExpires(), "generation", number);
            }
        }
        Family refused = new Family(
                "culvert_authority_refused", "Requests for a certificate that were refused, by the rule they broke.");
        for (Refusal reason : Refusal.values()) {
            refused.add(status.refused().getOrDefault(reason, 0L), "reason", reason.text());
        }
        Family renewal = new Family(
                "culvert_authority_renewal_timestamp_seconds",
                "When the authority will make its next generation by itself.");
        if (status.renewal() != null) {
            renewal.add(status.renewal());
        }
        return List.of(
                new Family("culvert_authority_state", "How the authority is; 1 for the state that is.")
                        .addState(status.state(), AuthorityStatus.State.class)
                        .gauge(),
                notAfter.gauge(),
                crlExpiry.gauge(),
                renewal.gauge(),
                new Family("culvert_authority_issued", "Certificates issued since the register began.")
                        .add(status.issued())
                        .counter(),
                refused.counter(),
                new Family("culvert_authority_certificates_active", "Certificates of devices that are valid now.")
                        .add(status.active())
                        .gauge(),
                new Family(
                                "culvert_authority_certificates_revoked",
                                "Certificates of devices that were revoked and would otherwise be valid.")
                        .add(status.revoked())
                        .gauge(),
                new Family("culvert_authority_blocked", "Devices and identities that get no certificate any more.")
                        .add(status.blocked())
                        .gauge());
    }
}
