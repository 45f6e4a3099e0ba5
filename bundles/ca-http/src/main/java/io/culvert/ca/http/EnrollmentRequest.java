package io.culvert.ca.http;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** The content of an EST request for a certificate. */
final class EnrollmentRequest {

    private static final String TYPE = "application/pkcs10";
    /** How DER of PKCS#10 begins. In base64 it would be the 4 of a first byte that no PKCS#10 begins with. */
    private static final byte SEQUENCE = 0x30;
    /** Base64 needs a third more, and its line ends a little. */
    private static final int MAX_ENCODED = CertificateAuthority.MAX_REQUEST * 3 / 2;

    private EnrollmentRequest() {}

    /**
     * Decodes base64 in one line or several, whatever the header Content-Transfer-Encoding says (RFC 8951 section 3.2.1),
     * or takes DER as it is.
     *
     * @return a PKCS#10 request in DER, hopefully
     */
    static byte[] decode(HttpRequest request) throws RefusedException {
        RequestChecks.contentType(request, TYPE);
        byte[] body = request.body();
        if (body.length == 0) {
            throw new RefusedException(400, "The request is empty; send a certificate request (PKCS#10).");
        }
        boolean der = body[0] == SEQUENCE;
        if (body.length > (der ? CertificateAuthority.MAX_REQUEST : MAX_ENCODED)) {
            throw new RefusedException(
                    413, "A certificate request has at most " + CertificateAuthority.MAX_REQUEST + " bytes.");
        }
        if (der) {
            return body;
        }
        try {
            return Base64.getDecoder().decode(withoutSpace(body));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    400,
                    "The content must be the base64 of a certificate request in DER (PKCS#10), without the lines BEGIN"
                            + " and END.");
        }
    }

    private static byte[] withoutSpace(byte[] body) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(body.length);
        for (byte b : body) {
            if (b != '\r' && b != '\n' && b != ' ' && b != '\t') {
                kept.write(b);
            }
        }
        return kept.toByteArray();
    }
}
