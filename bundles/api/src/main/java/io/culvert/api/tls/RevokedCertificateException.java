package io.culvert.api.tls;

import java.security.cert.CertificateException;

/** A certificate would be good, had it not been revoked. The message is for operators. */
public final class RevokedCertificateException extends CertificateException {

    private static final long serialVersionUID = 1L;

    RevokedCertificateException(String message) {
        super(message);
    }
}
