package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.CertificateInfo.Revocation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A certificate in the memory of the register, of which there are many: so those of one device, identity or key are a
 * chain, newest first, instead of a collection each.
 */
final class Registered {

    final String serial;
    final int generation;
    /** Seconds since 1970. */
    final long notBefore;
    /** Seconds since 1970. */
    final long notAfter;
    /** Of its line in the file. */
    final long offset;
    /** Of its line in the file, with the line feed. */
    final int length;

    final Device device;
    final @Nullable Registered beforeOfDevice;
    final @Nullable Registered beforeOfOwner;
    final @Nullable Registered beforeOfKey;

    @Nullable Revocation revocation;

    /** Who has devices. */
    static final class Owner {
        final String identity;

        @Nullable Registered last;

        Owner(String identity) {
            this.identity = identity;
        }
    }

    /** A device; outlives its certificates. */
    static final class Device {
        final UUID id;
        final Owner owner;

        @Nullable Registered last;

        Device(UUID id, Owner owner) {
            this.id = id;
            this.owner = owner;
        }
    }

    /** It becomes the last of its device and of the device's owner. */
    Registered(RegisterEvent.Issued event, long offset, int length, Device device, @Nullable Registered beforeOfKey) {
        this.serial = event.serial();
        this.generation = event.generation();
        this.notBefore = event.notBefore();
        this.notAfter = event.notAfter();
        this.offset = offset;
        this.length = length;
        this.device = device;
        this.beforeOfDevice = device.last;
        this.beforeOfOwner = device.owner.last;
        this.beforeOfKey = beforeOfKey;
    }

    boolean isExpired(Instant now) {
        return notAfter < now.getEpochSecond();
    }

    boolean isActive(Instant now) {
        return revocation == null && !isExpired(now);
    }

    CertificateInfo info() {
        return info(revocation);
    }

    /** As it is, or is going to be. */
    CertificateInfo info(@Nullable Revocation stated) {
        return new CertificateInfo(
                serial,
                device.id.toString(),
                device.owner.identity,
                generation,
                Instant.ofEpochSecond(notBefore),
                Instant.ofEpochSecond(notAfter),
                stated);
    }
}
