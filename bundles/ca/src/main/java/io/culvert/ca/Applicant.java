package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Refusal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may ask for a certificate, and for whom. Made only of evidence: of what an authenticator says, of a
 * certificate in the register, or of an operator's word.
 */
final class Applicant {

    /** Identities of this beginning are the gateway's own. */
    private static final String RESERVED = "culvert:";

    /** The owner of what the gateway has for itself. */
    static final String GATEWAY = RESERVED + "gateway";

    private final Subject subject;
    private final String who;
    private final String remote;
    private final @Nullable CertificateInfo predecessor;

    private Applicant(Subject subject, String who, String remote, @Nullable CertificateInfo predecessor) {
        this.subject = subject;
        this.who = who;
        this.remote = remote;
        this.predecessor = predecessor;
    }

    /**
     * Whoever an authenticator says it is.
     *
     * @param identity as the authenticator says
     * @param uuid the device that it claims to be; {@code null} for that of its identity
     * @param name for people
     * @param remote from where it asks, for the audit trail
     */
    static Applicant authenticated(String identity, @Nullable String uuid, @Nullable String name, String remote)
            throws RefusedRequestException {
        return new Applicant(new Subject(device(identity, uuid), identity, name), identity, remote, null);
    }

    /** The owner of a certificate of the register. */
    static Applicant owner(CertificateInfo predecessor, @Nullable String name, String remote) {
        Subject subject = new Subject(UUID.fromString(predecessor.device()), predecessor.identity(), name);
        return new Applicant(subject, predecessor.identity(), remote, predecessor);
    }

    /** Somebody for whom an operator vouches. */
    static Applicant vouched(String identity, @Nullable String uuid, String operator) throws RefusedRequestException {
        return new Applicant(new Subject(device(identity, uuid), identity, null), operator, "", null);
    }

    private static UUID device(String identity, @Nullable String uuid) throws RefusedRequestException {
        if (identity.isBlank() || identity.startsWith(RESERVED)) {
            throw new RefusedRequestException(
                    Refusal.WRONG_NAME, "identities that are empty or begin with " + RESERVED + " get no certificates");
        }
        if (uuid == null) {
            return Devices.derivedFrom(identity);
        }
        Optional<UUID> device = Devices.parse(uuid);
        if (device.isEmpty()) {
            throw new RefusedRequestException(
                    Refusal.BAD_DEVICE, "the device is not named by a UUID; make one, or leave it out");
        }
        if (!Devices.claimable(device.get(), identity)) {
            throw new RefusedRequestException(
                    Refusal.BAD_DEVICE,
                    "UUIDs of version 5 are for devices that are derived from their identity; use one of version 4");
        }
        return device.get();
    }

    Subject subject() {
        return subject;
    }

    /** Who asks, for the audit trail. */
    String who() {
        return who;
    }

    /** From where; empty for an operator. */
    String remote() {
        return remote;
    }

    /** The certificate that is to be succeeded; {@code null} when it is the first, or another one. */
    @Nullable CertificateInfo predecessor() {
        return predecessor;
    }
}
