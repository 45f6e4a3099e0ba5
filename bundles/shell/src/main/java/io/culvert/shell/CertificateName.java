package io.culvert.shell;

import java.util.Locale;
import java.util.regex.Pattern;

/** Serial numbers and UUIDs in the ways in which people and tools write them. */
final class CertificateName {

    private static final Pattern UUID =
            Pattern.compile("\\{?\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}\\}?");
    /** At most 20 octets (RFC 5280 section 4.1.2.2), perhaps with colons, as openssl and browsers have them. */
    private static final Pattern SERIAL = Pattern.compile("\\p{XDigit}(:?\\p{XDigit}){0,39}");

    private CertificateName() {}

    static boolean isDevice(String text) {
        return UUID.matcher(text).matches();
    }

    static boolean isSerial(String text) {
        return SERIAL.matcher(text).matches();
    }

    /** As the register has it. */
    static String device(String text) {
        return text.replaceAll("[{}]", "").toLowerCase(Locale.ROOT);
    }

    /** As the register has it. */
    static String serial(String text) {
        return text.replace(":", "").toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }
}
