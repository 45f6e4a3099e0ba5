package io.culvert.ca;

import static io.culvert.ca.AuditEntry.Event.ISSUED;
import static io.culvert.ca.AuditEntry.Event.REFUSED;
import static io.culvert.ca.AuditEntry.Event.RENEWED;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where devices get certificates, whichever door they come by: checks, signs, enters into the register,
 * writes the audit trail, and only then gives away. For any thread.
 */
final class DeviceIssuer {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceIssuer.class);

    private static final int REFUSALS_PER_HOUR = 100;

    private final Generations generations;
    private final Register register;
    private final AuditTrail audit;
    private final Clock clock;
    private final RateLimit rate;
    /** Of refusals that are written down: who asks in vain all the time must not fill the disk. */
    private final RateLimit written;

    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

    /** A request that may be fulfilled. */
    record Approved(Applicant applicant, CheckedRequest request) {}

    DeviceIssuer(Generations generations, Register register, AuditTrail audit, Clock clock, LongSupplier nanoTime) {
        this.generations = generations;
        this.register = register;
        this.audit = audit;
        this.clock = clock;
        this.rate = new RateLimit(nanoTime);
        this.written = new RateLimit(nanoTime);
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
    }

    /**
     * Checks a request.
     *
     * @param encoded PKCS#10 in DER, PEM or base64
     */
    Approved approve(Applicant applicant, byte[] encoded, AuthoritySettings settings) throws RefusedRequestException {
        checkApplicant(applicant, settings);
        SigningRequest request = SigningRequest.of(RequestEncoding.fromPemOrDer(encoded));
        CheckedRequest checked = CheckedRequest.of(request, applicant.subject());
        checkKey(request, applicant.subject());
        return new Approved(applicant, checked);
    }

    private void checkApplicant(Applicant applicant, AuthoritySettings settings) throws RefusedRequestException {
        Subject subject = applicant.subject();
        if (register.isBlocked(subject.device(), subject.identity())) {
            throw refusal(Refusal.REVOKED);
        }
        String owner = register.owner(subject.device()).orElse(subject.identity());
        if (!owner.equals(subject.identity())) {
            throw refusal(Refusal.FOREIGN_DEVICE);
        }
        CertificateInfo predecessor = applicant.predecessor();
        if (predecessor != null) {
            checkPredecessor(predecessor, settings);
        }
        if (register.active(subject.identity(), clock.instant()) >= settings.certificates()) {
            throw new RefusedRequestException(
                    Refusal.TOO_MANY,
                    "this identity has as many valid certificates as it may have (" + settings.certificates()
                            + "); let some expire, or have the operator revoke some");
        }
    }

    private void checkPredecessor(CertificateInfo predecessor, AuthoritySettings settings)
            throws RefusedRequestException {
        if (predecessor.revocation() != null) {
            throw refusal(Refusal.REVOKED);
        }
        if (clock.instant().isAfter(predecessor.notAfter().plus(settings.afterExpiry()))) {
            throw new RefusedRequestException(
                    Refusal.EXPIRED,
                    "the certificate expired at " + predecessor.notAfter()
                            + ", too long ago to be renewed; enrol with a token");
        }
    }

    private void checkKey(SigningRequest request, Subject subject) throws RefusedRequestException {
        KeyDigest key = KeyDigest.parse(request.keyFingerprint());
        boolean ours = generations.believed().stream()
                .anyMatch(generation ->
                        KeyDigest.of(generation.certificate().getPublicKey()).equals(key));
        Register.KeyUse use = register.use(key).orElse(null);
        if (ours || (use != null && (use.revoked() || !use.device().equals(subject.device())))) {
            throw refusal(Refusal.KEY_IN_USE);
        }
    }

    /**
     * Signs.
     *
     * @param life how long it is to be valid; {@code null} for as long as that of others
     */
    Issuance issue(Approved approved, AuthoritySettings settings, @Nullable Duration life) {
        Applicant applicant = approved.applicant();
        Subject subject = applicant.subject();
        try {
            if (!rate.take(subject.identity(), settings.perHour())) {
                throw new RefusedRequestException(
                        Refusal.TOO_OFTEN,
                        "this identity has got " + settings.perHour()
                                + " certificates within an hour, as many as it may; try again later");
            }
            Generation generation = generations
                    .signing()
                    .orElseThrow(() -> new AuthorityException(
                            "there is no generation that signs; make one with culvert:ca-renew"));
            Instant now = clock.instant();
            X509Certificate certificate = DeviceCertificates.issue(
                    generations.issuer(generation),
                    settings.profile(),
                    approved.request(),
                    life == null ? settings.profile().life() : life,
                    now);
            CertificateInfo info = info(certificate, subject.device(), subject.identity(), generation.number());
            enter(info, certificate);
            audit.record(AuditEntry.of(now, applicant.predecessor() == null ? ISSUED : RENEWED, applicant.who())
                    .device(info.device())
                    .serial(info.serial())
                    .from(applicant.remote()));
            LOG.debug("Issued {} to {} of {}", info.serial(), info.device(), info.identity());
            return new Issuance.Issued(certificate, generations.chain(generation), info);
        } catch (RefusedRequestException e) {
            return refuse(applicant, e);
        } catch (AuthorityException | IOException e) {
            LOG.error("No certificate for {} of {}: {}", subject.device(), subject.identity(), e.getMessage());
            return refuse(applicant, refusal(Refusal.UNAVAILABLE));
        }
    }

    private void enter(CertificateInfo info, X509Certificate certificate) throws IOException, RefusedRequestException {
        Optional<Refusal> overtaken = register.issued(info, certificate);
        if (overtaken.isPresent()) {
            throw refusal(overtaken.get());
        }
    }

    static CertificateInfo info(X509Certificate certificate, UUID device, String identity, int generation) {
        return new CertificateInfo(
                certificate.getSerialNumber().toString(16),
                device.toString(),
                identity,
                generation,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                null);
    }

    /** Refuses somebody who is known. */
    Issuance.Refused refuse(Applicant applicant, RefusedRequestException why) {
        return refuse(applicant.who(), applicant.subject().device().toString(), applicant.remote(), why);
    }

    /**
     * Refuses, counts it, and writes it into the audit trail, if it is not one of very many.
     *
     * @param device {@code null} when it is not known
     */
    Issuance.Refused refuse(String who, @Nullable String device, String remote, RefusedRequestException why) {
        count(why.refusal());
        if (!written.take(who, REFUSALS_PER_HOUR)) {
            return new Issuance.Refused(why.refusal(), why.explanation());
        }
        try {
            audit.record(AuditEntry.of(clock.instant(), REFUSED, who)
                    .device(device)
                    .because(why.refusal().text(), why.explanation())
                    .from(remote));
        } catch (IOException e) {
            LOG.error("A refusal is not in the audit trail: {}", e.getMessage());
        }
        return new Issuance.Refused(why.refusal(), why.explanation());
    }

    /** Refuses somebody who is not known: anybody can make as many of these as he likes, so they are only counted. */
    Issuance.Refused refuseStranger(Refusal reason, String explanation) {
        count(reason);
        return new Issuance.Refused(reason, explanation);
    }

    private void count(Refusal reason) {
        LongAdder counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    Map<Refusal, Long> refused() {
        Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
        refused.forEach((reason, counter) -> {
            if (counter.sum() > 0) {
                counts.put(reason, counter.sum());
            }
        });
        return counts;
    }

    /** The usual explanation of what the register says. */
    static RefusedRequestException refusal(Refusal reason) {
        return new RefusedRequestException(
                reason,
                switch (reason) {
                    case REVOKED ->
                        "this certificate, its device or its identity was revoked; the operator can readmit a device";
                    case FOREIGN_DEVICE -> "this device belongs to another identity; use a UUID of your own";
                    case KEY_IN_USE -> "this key is certified for another device, or was revoked; make a new key";
                    case NOT_OURS ->
                        "this certificate is not one that this gateway has issued, or its key was not shown; enrol with a"
                                + " token";
                    case TOKEN_USED_UP -> "the token is used up; get another one";
                    case UNAVAILABLE ->
                        "the gateway cannot issue certificates at the moment; try again later, its operator finds the"
                                + " reason in the log";
                    default -> reason.text();
                });
    }
}
