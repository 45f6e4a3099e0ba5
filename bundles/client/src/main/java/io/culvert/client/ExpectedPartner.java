package io.culvert.client;

import java.util.Locale;
import java.util.UUID;

/**
 * Who may be at the other end.
 *
 * @param text {@code any}, the UUID of a device, an identity, or one of the two as the certificate has it
 */
record ExpectedPartner(String text) {

    private static final String ANY = "any";

    /** @throws IllegalArgumentException when nobody could ever be it */
    ExpectedPartner {
        if (text.isBlank()) {
            throw new IllegalArgumentException("The expected partner is the UUID of a device, an identity, or 'any'");
        }
        if (text.startsWith(DeviceName.DEVICE) && !isUuid(text.substring(DeviceName.DEVICE.length()))) {
            throw new IllegalArgumentException("There is no UUID in '" + text + "'");
        }
    }

    /** What looks like a UUID is a device and never an identity, which could be named like somebody else's device. */
    boolean matches(DeviceName partner) {
        if (text.equals(ANY)) {
            return true;
        }
        if (text.startsWith(DeviceName.IDENTITY)) {
            return text.substring(DeviceName.IDENTITY.length()).equals(partner.identity());
        }
        String device = text.startsWith(DeviceName.DEVICE) ? text.substring(DeviceName.DEVICE.length()) : text;
        return isUuid(device)
                ? device.toLowerCase(Locale.ROOT).equals(partner.uuid())
                : device.equals(partner.identity());
    }

    static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
