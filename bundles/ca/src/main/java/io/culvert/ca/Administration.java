package io.culvert.ca;

import static io.culvert.ca.AuditEntry.Event.AUTHORITY_ACTIVATED;
import static io.culvert.ca.AuditEntry.Event.AUTHORITY_IMPORTED;
import static io.culvert.ca.AuditEntry.Event.AUTHORITY_PREPARED;
import static io.culvert.ca.AuditEntry.Event.AUTHORITY_RETIRED;
import static io.culvert.ca.AuditEntry.Event.CROSS_CERTIFIED;
import static io.culvert.ca.AuditEntry.Event.READMITTED;
import static io.culvert.ca.AuditEntry.Event.REVOKED;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changes the authority itself: its generations, and what it has revoked. One change at a time; each is on the disk,
 * in the derived files and in the audit trail when it returns. The audit trail comes first: what cannot be written there
 * is not done.
 */
final class Administration {

    private static final Logger LOG = LoggerFactory.getLogger(Administration.class);

    /** Who does it when nobody does. */
    static final String BY_ITSELF = Applicant.GATEWAY;

    private final Authority authority;
    private final AuditTrail audit;
    private final TrustFiles files;
    private final Clock clock;

    Administration(Authority authority, AuditTrail audit, TrustFiles files, Clock clock) {
        this.authority = authority;
        this.audit = audit;
        this.files = files;
        this.clock = clock;
    }

    // ---- generations

    /**
     * Makes a new generation, or goes on with the one that is prepared.
     *
     * @return its number
     */
    synchronized int renew(boolean activate, String operator) throws AuthorityException {
        Generations generations = authority.generations;
        Generation next = generations.prepared().orElse(null);
        if (next == null) {
            record(AUTHORITY_PREPARED, operator, "generation " + generations.nextNumber());
            next = generations.prepare(authority.settings());
            publish();
            LOG.info("Generation {} of the certificate authority is believed from now on", next.number());
        } else if (!activate) {
            throw new AuthorityException(
                    "generation " + next.number() + " is prepared already; activate it, or wait until it is by itself");
        }
        if (activate) {
            activate(next, operator);
        }
        return next.number();
    }

    private void activate(Generation next, String operator) throws AuthorityException {
        record(AUTHORITY_ACTIVATED, operator, "generation " + next.number());
        authority.generations.activate(next);
        publish();
        LOG.info("Generation {} of the certificate authority signs from now on", next.number());
    }

    synchronized int adopt(PrivateKey key, List<X509Certificate> chain, String operator) throws AuthorityException {
        record(AUTHORITY_IMPORTED, operator, "generation " + authority.generations.nextNumber());
        Generation made = authority.generations.adopt(key, chain, authority.settings());
        publish();
        activate(made, operator);
        return made.number();
    }

    synchronized void crossCertify(List<X509Certificate> chain, String operator) throws AuthorityException {
        Generation signing = signing();
        record(CROSS_CERTIFIED, operator, "generation " + signing.number());
        authority.generations.crossCertify(signing, chain);
        publish();
    }

    byte[] signingRequest() throws AuthorityException {
        return AuthorityCertificates.signingRequest(authority.generations.issuer(signing()));
    }

    private Generation signing() throws AuthorityException {
        return authority
                .generations
                .signing()
                .orElseThrow(() -> new AuthorityException("there is no authority yet; make one with culvert:ca-renew"));
    }

    /** Believes a generation no longer of which nothing is valid any more. */
    synchronized void retire(Generation generation) throws AuthorityException {
        if (generation.phase() != Phase.SUPERSEDED) {
            throw new AuthorityException("generation " + generation.number() + " has no successor that signs");
        }
        record(AUTHORITY_RETIRED, BY_ITSELF, "generation " + generation.number());
        authority.generations.retire(generation);
        publish();
    }

    // ---- revocation

    /** Revokes; gives how many certificates were. */
    synchronized int revoke(RevocationTarget target, RevocationReason reason, String operator)
            throws AuthorityException {
        RevocationTarget known = known(target);
        try {
            audit.record(entry(REVOKED, known, operator).because(text(reason), detail(known)));
            List<CertificateInfo> revoked = authority.register.revoke(known, clock.instant(), reason);
            authority.lists.changed();
            authority.lists.publish(authority.settings(), false);
            LOG.info("{} revoked, {} certificates", known, revoked.size());
            return revoked.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Readmits; tells whether it was revoked. */
    synchronized boolean readmit(RevocationTarget target, String operator) throws AuthorityException {
        if (target instanceof RevocationTarget.Certificate) {
            throw new AuthorityException(
                    "a certificate that was revoked stays so; readmit its device, which then gets another one");
        }
        RevocationTarget known = normal(target);
        try {
            audit.record(entry(READMITTED, known, operator).because(null, detail(known)));
            return authority.register.readmit(known, clock.instant());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RevocationTarget known(RevocationTarget target) throws AuthorityException {
        RevocationTarget normal = normal(target);
        if (normal instanceof RevocationTarget.Certificate certificate
                && authority.register.find(certificate.serial()).isEmpty()) {
            throw new AuthorityException("there is no certificate " + certificate.serial() + " in the register");
        }
        return normal;
    }

    private static RevocationTarget normal(RevocationTarget target) throws AuthorityException {
        if (target instanceof RevocationTarget.Certificate certificate) {
            String serial = certificate.serial().strip().toLowerCase(Locale.ROOT);
            if (!serial.matches("[0-9a-f]{1,40}")) {
                throw new AuthorityException("a serial number has hexadecimal digits only");
            }
            return new RevocationTarget.Certificate(serial.replaceFirst("^0+(?=.)", ""));
        }
        if (target instanceof RevocationTarget.Device device) {
            return new RevocationTarget.Device(Devices.parse(device.uuid())
                    .orElseThrow(() -> new AuthorityException("a device is named by a UUID"))
                    .toString());
        }
        return target;
    }

    private AuditEntry entry(AuditEntry.Event event, RevocationTarget target, String operator) {
        AuditEntry entry = AuditEntry.of(clock.instant(), event, operator);
        if (target instanceof RevocationTarget.Certificate certificate) {
            return entry.serial(certificate.serial());
        }
        return target instanceof RevocationTarget.Device device ? entry.device(device.uuid()) : entry;
    }

    private static @Nullable String detail(RevocationTarget target) {
        return target instanceof RevocationTarget.Identity identity ? "identity " + identity.name() : null;
    }

    static String text(RevocationReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    // ---- files

    /** Writes what is derived from the generations and the register, where it is not so already. */
    synchronized void publish() throws AuthorityException {
        try {
            files.writeRoots(authority.generations.believed());
            authority.lists.changed();
            authority.lists.publish(authority.settings(), false);
        } catch (IOException | GeneralSecurityException e) {
            throw failed(e);
        }
    }

    /** Makes revocation lists anew, because the old ones get old. */
    void renewLists() throws AuthorityException {
        try {
            authority.lists.publish(authority.settings(), true);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void record(AuditEntry.Event event, String operator, @Nullable String detail) throws AuthorityException {
        try {
            audit.record(AuditEntry.of(clock.instant(), event, operator).because(null, detail));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static AuthorityException failed(Exception e) {
        return new AuthorityException(String.valueOf(e.getMessage()), e);
    }
}
