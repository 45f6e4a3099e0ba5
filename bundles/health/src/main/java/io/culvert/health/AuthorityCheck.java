package io.culvert.health;

import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether the certificate authority can issue. Does not concern readiness: peers with a token, or a certificate that they
 * have, get in without it.
 */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "authority", Tags.PART})
public final class AuthorityCheck implements HealthCheck {

    private static final String BUNDLE = "io.culvert.ca";

    private final Parts parts;

    @Activate
    public AuthorityCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        AuthorityOperations authority = parts.authority;
        if (authority != null) {
            AuthorityStatus status = authority.status();
            return new Result(severity(status.state()), words(status));
        }
        return parts.installed(BUNDLE)
                ? Parts.missing("The certificate authority", "nobody gets a certificate")
                : new Result(Result.Status.OK, "This gateway has no certificate authority.");
    }

    private static Result.Status severity(AuthorityStatus.State state) {
        return switch (state) {
            case VALID -> Result.Status.OK;
            case EXPIRING -> Result.Status.WARN;
            case MISSING -> Result.Status.TEMPORARILY_UNAVAILABLE; // it is made when the gateway starts first
            case EXPIRED, KEY_MISMATCH, KEY_MISSING, LOCKED, FAILED -> Result.Status.CRITICAL;
        };
    }

    private static String words(AuthorityStatus status) {
        String how =
                switch (status.state()) {
                    case VALID -> "The certificate authority is valid.";
                    case EXPIRING -> "The certificate authority expires soon. culvert:ca-renew makes a new generation.";
                    case MISSING -> "There is no certificate authority. culvert:ca-renew makes one.";
                    case EXPIRED ->
                        "The certificate authority has expired: no certificate is good any more. culvert:ca-renew makes"
                                + " a new generation.";
                    case KEY_MISMATCH ->
                        "The key of the certificate authority is not that of its certificate. Restore both from a backup.";
                    case KEY_MISSING ->
                        "The key of the certificate authority is gone. Restore it from a backup, or make a new generation"
                                + " with culvert:ca-renew.";
                    case LOCKED -> "The password does not open the key file of the certificate authority.";
                    case FAILED -> "The files of the certificate authority cannot be read or written.";
                };
        return status.problem().isBlank() ? how : how + " " + status.problem();
    }
}
