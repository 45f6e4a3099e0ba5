package io.culvert.ca;

import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.CertificateInfo.Revocation;
import io.culvert.ca.RegisterEvent.DeviceBlocked;
import io.culvert.ca.RegisterEvent.DeviceReadmitted;
import io.culvert.ca.RegisterEvent.Forgotten;
import io.culvert.ca.RegisterEvent.IdentityBlocked;
import io.culvert.ca.RegisterEvent.IdentityReadmitted;
import io.culvert.ca.RegisterEvent.Issued;
import io.culvert.ca.RegisterEvent.KeyRevoked;
import io.culvert.ca.RegisterEvent.Owned;
import io.culvert.ca.RegisterEvent.Revoked;
import io.culvert.ca.Registered.Device;
import io.culvert.ca.Registered.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the register's file says, in memory, but for the certificates themselves. Guarded by the {@link Register}. */
final class RegisterIndex {

    final List<Registered> all = new ArrayList<>();
    final Map<UUID, Device> devices = new HashMap<>();
    final Map<KeyDigest, Registered> byKey = new HashMap<>();
    final Map<KeyDigest, UUID> revokedKeys = new HashMap<>(); // those whose certificates are not here any more
    final Map<UUID, Revocation> blockedDevices = new HashMap<>();
    final Map<String, Revocation> blockedIdentities = new HashMap<>();
    long forgotten;

    private final Map<String, Registered> bySerial = new HashMap<>();
    private final Map<String, Owner> owners = new HashMap<>();

    /** Why an event cannot be, after all that is here; {@code null} when it can. */
    @Nullable String contradiction(RegisterEvent event) {
        if (event instanceof Issued issued) {
            return bySerial.containsKey(issued.serial())
                    ? "serial number " + issued.serial() + " is there already"
                    : foreign(issued.device(), issued.identity());
        } else if (event instanceof Owned owned) {
            return foreign(owned.device(), owned.identity());
        } else if (event instanceof Revoked revoked && !bySerial.containsKey(revoked.serial())) {
            return "it revokes " + revoked.serial() + ", which was not issued";
        }
        return null;
    }

    private @Nullable String foreign(UUID id, String identity) {
        Device device = devices.get(id);
        return device == null || device.owner.identity.equals(identity)
                ? null
                : "device " + id + " belongs to somebody else";
    }

    /**
     * Adds an event without a contradiction.
     *
     * @param offset of its line in the file
     * @param length of its line in the file, with the line feed
     */
    void add(RegisterEvent event, long offset, int length) {
        if (event instanceof Issued issued) {
            Device device = device(issued.device(), issued.identity());
            Registered added = new Registered(issued, offset, length, device, byKey.get(issued.key()));
            device.last = added;
            device.owner.last = added;
            byKey.put(issued.key(), added);
            bySerial.put(issued.serial(), added);
            all.add(added);
        } else if (event instanceof Revoked revoked) {
            revoke(chain(bySerial.get(revoked.serial()), each -> null), revoked.revocation());
        } else if (event instanceof DeviceBlocked blocked) {
            blockedDevices.put(blocked.device(), blocked.revocation());
            revoke(ofDevice(blocked.device()), blocked.revocation());
        } else if (event instanceof IdentityBlocked blocked) {
            blockedIdentities.put(blocked.identity(), blocked.revocation());
            revoke(ofIdentity(blocked.identity()), blocked.revocation());
        } else if (event instanceof DeviceReadmitted readmitted) {
            blockedDevices.remove(readmitted.device());
        } else if (event instanceof IdentityReadmitted readmitted) {
            blockedIdentities.remove(readmitted.identity());
        } else if (event instanceof Owned owned) {
            device(owned.device(), owned.identity());
        } else if (event instanceof KeyRevoked key) {
            revokedKeys.put(key.key(), key.device());
        } else if (event instanceof Forgotten some) {
            forgotten += some.count();
        }
    }

    private static void revoke(List<Registered> certificates, Revocation revocation) {
        for (Registered each : certificates) {
            if (each.revocation == null) {
                each.revocation = revocation;
            }
        }
    }

    private Device device(UUID id, String identity) {
        return devices.computeIfAbsent(id, added -> new Device(added, owners.computeIfAbsent(identity, Owner::new)));
    }

    @Nullable Registered find(String serial) {
        return bySerial.get(serial);
    }

    /** Newest first. */
    List<Registered> ofDevice(UUID id) {
        Device device = devices.get(id);
        return device == null ? List.of() : chain(device.last, each -> each.beforeOfDevice);
    }

    /** Newest first. */
    List<Registered> ofIdentity(String identity) {
        Owner owner = owners.get(identity);
        return owner == null ? List.of() : chain(owner.last, each -> each.beforeOfOwner);
    }

    /** Newest first. */
    List<Registered> ofKey(KeyDigest key) {
        return chain(byKey.get(key), each -> each.beforeOfKey);
    }

    List<Registered> of(RevocationTarget target) {
        if (target instanceof RevocationTarget.Device device) {
            return ofDevice(UUID.fromString(device.uuid()));
        } else if (target instanceof RevocationTarget.Identity identity) {
            return ofIdentity(identity.name());
        } else if (target instanceof RevocationTarget.Certificate certificate) {
            Registered found = find(certificate.serial());
            return found == null ? List.of() : List.of(found);
        }
        throw new IllegalArgumentException("unknown target " + target);
    }

    /** The one before in a chain. */
    private interface Before {
        @Nullable Registered of(Registered each);
    }

    private static List<Registered> chain(@Nullable Registered last, Before before) {
        List<Registered> chain = new ArrayList<>();
        for (Registered each = last; each != null; each = before.of(each)) {
            chain.add(each);
        }
        return chain;
    }

    boolean isBlocked(RevocationTarget target) {
        if (target instanceof RevocationTarget.Device device) {
            return blockedDevices.containsKey(UUID.fromString(device.uuid()));
        }
        return target instanceof RevocationTarget.Identity identity && blockedIdentities.containsKey(identity.name());
    }

    boolean isBlocked(UUID device, String identity) {
        return blockedDevices.containsKey(device) || blockedIdentities.containsKey(identity);
    }
}
