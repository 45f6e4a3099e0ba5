package io.culvert.ca;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The names of devices: UUIDs (RFC 9562). */
final class Devices {

    /** The name space of devices that are derived from an identity; a random one, once and for all. */
    private static final UUID NAMESPACE = UUID.fromString("5f7b2c1e-9f0b-4d53-8c1c-6a1d2e7b9c40");

    private static final Pattern UUID_TEXT =
            Pattern.compile("\\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})}?");
    private static final int NAME_BASED = 5;

    private Devices() {}

    /** The device of an identity that does not say which: version 5, RFC 9562 section 5.5. */
    static UUID derivedFrom(String identity) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .array());
            ByteBuffer digest = ByteBuffer.wrap(sha1.digest(identity.getBytes(StandardCharsets.UTF_8)));
            long high = (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | (NAME_BASED << 12);
            long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    /** Reads a UUID, with braces or without, in any case; empty when it is none. */
    static Optional<UUID> parse(String text) {
        var matcher = UUID_TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }

    /**
     * Whether an identity may claim a device at all. Those that are derived from an identity belong to it alone, even
     * before it has asked: otherwise anybody could take them first.
     */
    static boolean claimable(UUID device, String identity) {
        return device.version() != NAME_BASED || device.equals(derivedFrom(identity));
    }
}
