package io.culvert.ca.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates or revocation lists, as they are published.
 *
 * @param source what they are
 * @param content in PEM or DER; not to be changed
 * @param validators of the content
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares publications
record Publication(List<?> source, byte[] content, Validators validators) {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** How they are written. */
    enum Encoding {
        /** RFC 7468; any number. */
        PEM,
        /** One. */
        DER
    }

    /**
     * The next one after another, which is the same when nothing has changed.
     *
     * @param source certificates, or revocation lists
     */
    static Publication after(@Nullable Publication last, List<?> source, Encoding encoding, Instant now) {
        if (last != null && last.source.equals(source)) {
            return last;
        }
        Instant modified = now.truncatedTo(ChronoUnit.SECONDS);
        if (last != null && !modified.isAfter(last.validators.modified())) {
            // Two within a second: whoever has the first shall not believe that it is the second.
            modified = last.validators.modified().plusSeconds(1);
        }
        byte[] content = encode(source, encoding);
        return new Publication(List.copyOf(source), content, Validators.of(content, modified));
    }

    private static byte[] encode(List<?> source, Encoding encoding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : source) {
            out.writeBytes(encoding == Encoding.DER ? der(part) : pem(part));
        }
        return out.toByteArray();
    }

    private static byte[] pem(Object part) {
        String label = part instanceof X509CRL ? "X509 CRL" : "CERTIFICATE";
        String text =
                "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der(part)) + "\n-----END " + label + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] der(Object part) {
        try {
            return part instanceof X509CRL list ? list.getEncoded() : ((X509Certificate) part).getEncoded();
        } catch (CRLException | CertificateEncodingException e) {
            throw new IllegalStateException("what the authority has signed cannot be encoded", e);
        }
    }
}
