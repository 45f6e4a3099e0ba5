package io.culvert.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificate it is, by its alternative names.
 *
 * @param uuid of the device, in lower case
 * @param identity to which the device belongs; empty when the certificate does not say
 */
record DeviceName(String uuid, String identity) {

    static final String DEVICE = "urn:culvert:device:";
    static final String IDENTITY = "urn:culvert:identity:";
    private static final int URI = 6; // RFC 5280 section 4.2.1.6

    /** @throws CertificateException when it is not the certificate of one device */
    static DeviceName of(X509Certificate certificate) throws CertificateException {
        @Nullable String uuid = null;
        String identity = "";
        for (String name : uris(certificate)) {
            if (name.startsWith(DEVICE)) {
                if (uuid != null) {
                    throw new CertificateException("a certificate of two devices");
                }
                uuid = name.substring(DEVICE.length()).toLowerCase(Locale.ROOT);
            } else if (name.startsWith(IDENTITY)) {
                if (!identity.isEmpty()) {
                    throw new CertificateException("a certificate of two identities");
                }
                identity = decoded(name.substring(IDENTITY.length()));
            }
        }
        if (uuid == null || uuid.isEmpty()) {
            throw new CertificateException("not the certificate of a device");
        }
        return new DeviceName(uuid, identity);
    }

    /** Whether it names a device, however many. */
    static boolean isIn(X509Certificate certificate) throws CertificateParsingException {
        return uris(certificate).stream().anyMatch(name -> name.startsWith(DEVICE));
    }

    private static List<String> uris(X509Certificate certificate) throws CertificateParsingException {
        @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.get(0).equals(URI))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    /** RFC 3986 section 2.1, in which a plus is a plus. */
    private static String decoded(String text) throws CertificateException {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the identity in the certificate is not percent-encoded", e);
        }
    }

    @Override
    public String toString() {
        return "device " + Printable.of(uuid) + (identity.isEmpty() ? "" : " of '" + Printable.of(identity) + "'");
    }
}
