package io.culvert.ca;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/** The names that certificates give devices. */
final class DeviceNames {

    private static final String DEVICE = "urn:culvert:device:";
    private static final String IDENTITY = "urn:culvert:identity:";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final int COMMON_NAME_MOST = 64; // ub-common-name of RFC 5280 appendix A
    /** Verifiers of servers take a common name for a host's when there is no other: no device may pose as one by that. */
    private static final Pattern LIKE_A_HOST = Pattern.compile("[\\p{L}\\p{N}.:*_\\[\\]-]+");

    private static final String DEVICE_MARK = " (device)";

    private DeviceNames() {}

    static String deviceUri(UUID device) {
        return DEVICE + device;
    }

    /**
     * The identity with everything percent-encoded that is not unreserved (RFC 3986 section 2.1), as UTF-8. Different
     * identities have different URIs, also those that are not well-formed Unicode.
     */
    static String identityUri(String identity) {
        StringBuilder uri = new StringBuilder(IDENTITY);
        identity.codePoints().forEach(point -> {
            if (UNRESERVED.indexOf(point) >= 0) {
                uri.append((char) point);
            } else {
                for (byte b : utf8(point)) {
                    uri.append('%').append(String.format("%02X", b & 0xFF));
                }
            }
        });
        return uri.toString();
    }

    private static byte[] utf8(int point) {
        if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
            return Character.toString(point).getBytes(StandardCharsets.UTF_8);
        }
        // Half of a pair. Java would make it "?", and so the identity that of somebody else.
        return new byte[] {
            (byte) (0xE0 | (point >> 12)), (byte) (0x80 | ((point >> 6) & 0x3F)), (byte) (0x80 | (point & 0x3F))
        };
    }

    /** For people: the name when there is one, otherwise the UUID. */
    static X500Name subject(Subject subject) {
        String name = subject.name() == null ? "" : commonName(subject.name());
        if (name.isEmpty()) {
            return ofCommonName(subject.device().toString());
        }
        return ofCommonName(
                LIKE_A_HOST.matcher(name).matches()
                        ? commonName(name, COMMON_NAME_MOST - DEVICE_MARK.length()) + DEVICE_MARK
                        : name);
    }

    /** What a certificate calls its owner for people; {@code null} when it does not. */
    static @Nullable String commonNameOf(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        return names.length == 0
                ? null
                : IETFUtils.valueToString(names[0].getFirst().getValue());
    }

    static X500Name ofCommonName(String name) {
        return new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(name)).build();
    }

    /** Without what is invisible or changes how the rest is shown, and not longer than it may be. */
    static String commonName(String name) {
        return commonName(name, COMMON_NAME_MOST);
    }

    private static String commonName(String name, int most) {
        StringBuilder clean = new StringBuilder();
        name.codePoints().filter(DeviceNames::isVisible).limit(most).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
