package io.culvert.ca;

import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.Page;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.CertificateInfo.Revocation;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RevocationReason;
import io.culvert.ca.RegisterEvent.DeviceBlocked;
import io.culvert.ca.RegisterEvent.DeviceReadmitted;
import io.culvert.ca.RegisterEvent.IdentityBlocked;
import io.culvert.ca.RegisterEvent.IdentityReadmitted;
import io.culvert.ca.RegisterEvent.Issued;
import io.culvert.ca.RegisterEvent.Revoked;
import io.culvert.ca.RegisterFile.Decision;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of every certificate that was issued, every revocation, and who is blocked: a file that is appended to, see
 * {@link RegisterLine}, and an index of it in memory. For any thread. What changes something returns when it is on the
 * disk, and throws when it is not: then nothing has changed. Threads that change something at once wait for the disk
 * together; those that ask never wait for it, but for a certificate.
 */
final class Register implements Closeable {

    private final RegisterFile file;

    /**
     * What a public key is in use for.
     *
     * @param device the only one that may have certificates for it
     * @param revoked whether a certificate for it was revoked: nobody may have one any more
     */
    record KeyUse(UUID device, boolean revoked) {}

    /**
     * How many certificates there are.
     *
     * @param issued since the register began
     * @param active valid now
     * @param revoked revoked and not yet expired
     * @param blocked devices and identities
     * @param activeByGeneration those that are valid now, by the generation that signed them
     */
    record Counts(long issued, long active, long revoked, long blocked, Map<Integer, Long> activeByGeneration) {
        Counts {
            activeByGeneration = Map.copyOf(activeByGeneration);
        }
    }

    private Register(RegisterFile file) {
        this.file = file;
    }

    /**
     * Reads the file, or makes it.
     *
     * @throws DamagedFileException when a line makes no sense; it names the line
     */
    static Register open(DurableFiles files, Path file) throws IOException {
        return new Register(RegisterFile.open(files, file));
    }

    // ---- changes

    /**
     * Enters a certificate. Only then may it be given away.
     *
     * @return why it must not be given away: what was true when it was made is not any more. It is not entered then
     * @throws IOException when it cannot be written; it is not entered then
     * @throws IllegalArgumentException when the serial number {@linkplain #exists exists}, or the identity is empty or
     *     no text
     */
    Optional<Refusal> issued(CertificateInfo info, X509Certificate certificate) throws IOException {
        Issued event = Issued.of(info, certificate.getPublicKey());
        if (!RegisterLine.canHold(event.identity())) {
            throw new IllegalArgumentException("an identity that is empty or no text");
        }
        byte[] line = RegisterLine.of(event, encoded(certificate));
        return file.change(index -> {
            Optional<Refusal> refusal = refusal(event, index);
            return refusal.isPresent() ? new Decision<>(refusal) : new Decision<>(refusal, event, line);
        });
    }

    private static Optional<Refusal> refusal(Issued event, RegisterIndex index) {
        if (index.find(event.serial()) != null) {
            throw new IllegalArgumentException("there is a certificate " + event.serial() + " already");
        }
        if (index.isBlocked(event.device(), event.identity())) {
            return Optional.of(Refusal.REVOKED);
        }
        if (index.contradiction(event) != null) {
            return Optional.of(Refusal.FOREIGN_DEVICE);
        }
        KeyUse use = use(event.key(), index);
        boolean free = use == null || (!use.revoked() && use.device().equals(event.device()));
        return free ? Optional.empty() : Optional.of(Refusal.KEY_IN_USE);
    }

    /**
     * Revokes what is not yet, expired or not; a device or identity is blocked by the same, whether or not it has
     * certificates.
     *
     * @return what was revoked by this
     * @throws IllegalArgumentException when the device is not a UUID
     */
    List<CertificateInfo> revoke(RevocationTarget target, Instant at, RevocationReason reason) throws IOException {
        Revocation revocation = new Revocation(Instant.ofEpochSecond(at.getEpochSecond()), reason);
        return file.change(index -> {
            List<Registered> found = index.of(target).stream()
                    .filter(each -> each.revocation == null)
                    .toList();
            List<CertificateInfo> revoked =
                    found.stream().map(each -> each.info(revocation)).toList();
            boolean nothing = target instanceof RevocationTarget.Certificate && found.isEmpty();
            if (nothing || index.isBlocked(target)) {
                return new Decision<>(revoked);
            }
            RegisterEvent event = revocation(target, revocation);
            return new Decision<>(revoked, event, RegisterLine.of(event));
        });
    }

    private static RegisterEvent revocation(RevocationTarget target, Revocation revocation) {
        if (target instanceof RevocationTarget.Certificate certificate) {
            return new Revoked(certificate.serial(), revocation);
        } else if (target instanceof RevocationTarget.Device device) {
            return new DeviceBlocked(UUID.fromString(device.uuid()), revocation);
        }
        return new IdentityBlocked(((RevocationTarget.Identity) target).name(), revocation);
    }

    /**
     * Lets a device or identity have certificates again.
     *
     * @return whether it was blocked
     * @throws IllegalArgumentException when the device is not a UUID
     */
    boolean readmit(RevocationTarget target, Instant at) throws IOException {
        return file.change(index -> {
            if (!index.isBlocked(target)) {
                return new Decision<>(false);
            }
            RegisterEvent event = target instanceof RevocationTarget.Device device
                    ? new DeviceReadmitted(UUID.fromString(device.uuid()), at)
                    : new IdentityReadmitted(((RevocationTarget.Identity) target).name(), at);
            return new Decision<>(true, event, RegisterLine.of(event));
        });
    }

    /**
     * Leaves out what has expired longer ago than that, when it is more than half; changes wait meanwhile. Not to be done
     * by a clock that may have jumped.
     *
     * @return how many certificates are not in the register any more
     */
    int compact(Instant now, Duration retention) throws IOException {
        return file.compact(now.minus(retention));
    }

    // ---- questions

    /** @param serial lower-case hexadecimal digits without leading zeros, as everywhere */
    Optional<CertificateInfo> find(String serial) {
        return file.ask(asked -> Optional.ofNullable(asked.find(serial)).map(Registered::info));
    }

    boolean exists(String serial) {
        return file.ask(asked -> asked.find(serial) != null);
    }

    /** Those that expire last first. */
    Page find(CertificateQuery query, Instant now) {
        return file.ask(new CertificateSearch(query, now)::in);
    }

    /** Reads a certificate from the file. */
    Optional<X509Certificate> certificate(String serial) throws IOException {
        return file.certificate(serial);
    }

    /** The identity that was first to have a certificate for a device. */
    Optional<String> owner(UUID device) {
        return file.ask(asked -> Optional.ofNullable(asked.devices.get(device)).map(found -> found.owner.identity));
    }

    boolean isBlocked(UUID device, String identity) {
        return file.ask(asked -> asked.isBlocked(device, identity));
    }

    Optional<KeyUse> use(KeyDigest key) {
        return file.ask(asked -> Optional.ofNullable(use(key, asked)));
    }

    private static @Nullable KeyUse use(KeyDigest key, RegisterIndex index) {
        UUID revokedFor = index.revokedKeys.get(key);
        if (revokedFor != null) {
            return new KeyUse(revokedFor, true);
        }
        List<Registered> certificates = index.ofKey(key);
        return certificates.isEmpty()
                ? null
                : new KeyUse(
                        certificates.get(0).device.id, certificates.stream().anyMatch(each -> each.revocation != null));
    }

    /** How many certificates of an identity are valid. */
    long active(String identity, Instant now) {
        return file.ask(asked -> asked.ofIdentity(identity).stream()
                .filter(each -> each.isActive(now))
                .count());
    }

    /** What a revocation list of a generation has to have. */
    List<CertificateInfo> revoked(int generation, Instant now) {
        return file.ask(asked -> asked.all.stream()
                .filter(each -> each.generation == generation && each.revocation != null && !each.isExpired(now))
                .map(Registered::info)
                .toList());
    }

    /** When the last certificate of a generation expires, revoked or not; empty when there is none. */
    Optional<Instant> lastExpiry(int generation) {
        OptionalLong last = file.ask(asked -> asked.all.stream()
                .filter(each -> each.generation == generation)
                .mapToLong(each -> each.notAfter)
                .max());
        return last.isPresent() ? Optional.of(Instant.ofEpochSecond(last.getAsLong())) : Optional.empty();
    }

    Counts counts(Instant now) {
        return file.ask(asked -> {
            Map<Integer, Long> active = new TreeMap<>();
            long revoked = 0;
            for (Registered each : asked.all) {
                if (each.isActive(now)) {
                    active.merge(each.generation, 1L, Long::sum);
                } else if (!each.isExpired(now)) {
                    revoked++;
                }
            }
            return new Counts(
                    asked.forgotten + asked.all.size(),
                    active.values().stream().mapToLong(each -> each).sum(),
                    revoked,
                    asked.blockedDevices.size() + asked.blockedIdentities.size(),
                    active);
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        }
    }
}
