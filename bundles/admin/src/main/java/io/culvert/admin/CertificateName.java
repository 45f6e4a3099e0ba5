package io.culvert.admin;

import java.util.Locale;
import java.util.regex.Pattern;

/** Serial numbers and UUIDs in the ways in which people and tools write them. */
final class CertificateName {

    private static final Pattern UUID =
            Pattern.compile("\\{?\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}\\}?");
    /** At most 20 octets (RFC 5280 section 4.1.2.2), perhaps with colons, as openssl and browsers have them. */
    private static final Pattern SERIAL = Pattern.compile("\\p{XDigit}(:?\\p{XDigit}){0,39}");

    private CertificateName() {}

    /** As the register has it. */
    static String device(String text) throws Problem {
        if (!UUID.matcher(text).matches()) {
            throw Problem.badRequest(
                    Body.quoted(text) + " is no UUID of a device: 8-4-4-4-12 hexadecimal digits with hyphens.");
        }
        return text.replaceAll("[{}]", "").toLowerCase(Locale.ROOT);
    }

    /** As the register has it. */
    static String serial(String text) throws Problem {
        if (!SERIAL.matcher(text).matches()) {
            throw Problem.badRequest(Body.quoted(text) + " is no serial number: hexadecimal digits, at most 40.");
        }
        return text.replace(":", "").toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }
}
