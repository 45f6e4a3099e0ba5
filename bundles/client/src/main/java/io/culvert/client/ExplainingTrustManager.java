package io.culvert.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides as another one does, and tells which certificate was refused. A device's certificate is never that of the
 * gateway, though the same authority may have signed both, and though the device may be named like the gateway's host.
 */
final class ExplainingTrustManager extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager decider;

    ExplainingTrustManager(X509ExtendedTrustManager decider) {
        this.decider = decider;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            decider.checkServerTrusted(chain, authType, socket);
            checkNoDevice(chain[0]);
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            decider.checkServerTrusted(chain, authType, engine);
            checkNoDevice(chain[0]);
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            decider.checkServerTrusted(chain, authType);
            checkNoDevice(chain[0]);
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        decider.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        decider.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        decider.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return decider.getAcceptedIssuers();
    }

    private static void checkNoDevice(X509Certificate certificate) throws CertificateException {
        if (DeviceName.isIn(certificate)) {
            throw new CertificateException("this is the certificate of a device, and not of a gateway");
        }
    }

    private static CertificateException explained(X509Certificate[] chain, CertificateException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new CertificateException(
                "certificate of '" + chain[0].getSubjectX500Principal() + "', SHA-256 fingerprint "
                        + Trust.fingerprint(chain[0]) + ": " + root.getMessage(),
                cause);
    }
}
