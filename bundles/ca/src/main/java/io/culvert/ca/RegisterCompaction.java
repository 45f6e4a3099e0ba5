package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo.Revocation;
import io.culvert.ca.RegisterEvent.DeviceBlocked;
import io.culvert.ca.RegisterEvent.Forgotten;
import io.culvert.ca.RegisterEvent.IdentityBlocked;
import io.culvert.ca.RegisterEvent.KeyRevoked;
import io.culvert.ca.RegisterEvent.Owned;
import io.culvert.ca.RegisterEvent.Revoked;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The content of a register without what has expired long ago. Who owns a device, who is blocked, which keys were
 * revoked, and how many certificates there ever were, stays.
 */
final class RegisterCompaction implements DurableFiles.Content {

    private static final int BUFFER = 256 * 1024;

    private final RegisterIndex index;
    private final Journal journal;
    private final long oldest;

    /** @param expiredBefore what is left out */
    RegisterCompaction(RegisterIndex index, Journal journal, Instant expiredBefore) {
        this.index = index;
        this.journal = journal;
        this.oldest = expiredBefore.getEpochSecond();
    }

    private boolean isDropped(Registered each) {
        return each.notAfter < oldest;
    }

    int dropped() {
        return (int) index.all.stream().filter(this::isDropped).count();
    }

    @Override
    public void writeTo(OutputStream file) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(file, BUFFER);
        out.write(RegisterLine.HEADER.getBytes(StandardCharsets.US_ASCII));
        out.write(RegisterLine.of(new Forgotten(index.forgotten + dropped())));
        for (Registered.Device device : index.devices.values()) {
            if (index.ofDevice(device.id).stream().allMatch(this::isDropped)) {
                out.write(RegisterLine.of(new Owned(device.id, device.owner.identity)));
            }
        }
        writeRevokedKeys(out);
        // Before the certificates: they revoke those that come before, with that reason, and these have their own.
        for (Map.Entry<UUID, Revocation> blocked : index.blockedDevices.entrySet()) {
            out.write(RegisterLine.of(new DeviceBlocked(blocked.getKey(), blocked.getValue())));
        }
        for (Map.Entry<String, Revocation> blocked : index.blockedIdentities.entrySet()) {
            out.write(RegisterLine.of(new IdentityBlocked(blocked.getKey(), blocked.getValue())));
        }
        for (Registered each : index.all) {
            if (!isDropped(each)) {
                out.write(journal.read(each.offset, each.length));
                if (each.revocation != null) {
                    out.write(RegisterLine.of(new Revoked(each.serial, each.revocation)));
                }
            }
        }
        out.flush();
    }

    private void writeRevokedKeys(OutputStream out) throws IOException {
        for (Map.Entry<KeyDigest, UUID> key : index.revokedKeys.entrySet()) {
            out.write(RegisterLine.of(new KeyRevoked(key.getKey(), key.getValue())));
        }
        for (Map.Entry<KeyDigest, Registered> key : index.byKey.entrySet()) {
            if (index.ofKey(key.getKey()).stream().anyMatch(each -> each.revocation != null && isDropped(each))) {
                out.write(RegisterLine.of(new KeyRevoked(key.getKey(), key.getValue().device.id)));
            }
        }
    }
}
