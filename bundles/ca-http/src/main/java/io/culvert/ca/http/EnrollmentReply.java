package io.culvert.ca.http;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Issuance.Issued;
import io.culvert.api.ca.Issuance.Refused;
import io.culvert.api.ca.Refusal;
import io.culvert.api.http.HttpReply;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** The answers of EST. Their content is base64 in one line: there are clients that take no other. */
final class EnrollmentReply {

    private static final String CERTIFICATES = "application/pkcs7-mime";
    private static final String CERTIFICATES_ONLY = CERTIFICATES + "; smime-type=certs-only";

    private EnrollmentReply() {}

    /** What came of a request, RFC 7030 section 4.2.3: the certificate alone, or why there is none. */
    static HttpReply of(Issuance issuance) {
        if (issuance instanceof Refused refused) {
            return refusal(refused);
        }
        return base64(CERTIFICATES_ONLY, certificatesOnly(List.of(((Issued) issuance).certificate())));
    }

    /** Certificates of the authority, RFC 7030 section 4.1.3. */
    static HttpReply certificates(List<X509Certificate> certificates) {
        return base64(CERTIFICATES, certificatesOnly(certificates));
    }

    /** Any content of EST. */
    static HttpReply base64(String type, byte[] der) {
        return HttpReply.of(200, type, Base64.getEncoder().encode(der)).with("Content-Transfer-Encoding", "base64");
    }

    private static HttpReply refusal(Refused refused) {
        String text = refused.reason().text() + ": " + refused.explanation();
        int status = status(refused.reason());
        return switch (status) {
            case 401 -> PresentedToken.unauthorized(text).reply();
            case 429, 503 -> HttpReply.text(status, text + "\n").with("Retry-After", RequestChecks.RETRY_AFTER);
            default -> HttpReply.text(status, text + "\n");
        };
    }

    private static int status(Refusal reason) {
        return switch (reason) {
            case NOT_AUTHENTICATED, TOKEN_USED_UP -> 401;
            case MALFORMED,
                    BAD_SIGNATURE,
                    UNSUPPORTED_KEY,
                    WEAK_KEY,
                    KEY_IN_USE,
                    WRONG_NAME,
                    WANTS_AUTHORITY,
                    FORBIDDEN_EXTENSION,
                    BAD_DEVICE -> 400;
            case FOREIGN_DEVICE, REVOKED, NOT_OURS, EXPIRED, TOO_MANY -> 403;
            case OVERSIZED -> 413;
            case TOO_OFTEN -> 429;
            case UNAVAILABLE -> 503;
        };
    }

    /** A SignedData that nobody has signed, RFC 5652 section 5.1. */
    private static byte[] certificatesOnly(List<X509Certificate> certificates) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertPath(certificates)
                    .getEncoded("PKCS7");
        } catch (CertificateException e) {
            throw new IllegalStateException("the authority's certificates cannot be encoded", e);
        }
    }
}
