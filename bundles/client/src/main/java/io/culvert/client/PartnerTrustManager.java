package io.culvert.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides, while the two ends of a tunnel shake hands, whether the partner is who it should be, and asks the gateway
 * whether its certificate is still good. So it blocks, and a partner that is refused learns it by an alert.
 */
final class PartnerTrustManager extends X509ExtendedTrustManager {

    private final Identity own;
    private final List<X509Certificate> roots;
    private final List<X509Certificate> links;
    private final ExpectedPartner expected;
    private final Status status;

    /** Says whether a certificate is good. */
    interface Status {
        /** DER of an OCSP response. */
        byte[] of(X509Certificate certificate) throws IOException;
    }

    /**
     * @param roots the authorities that are believed
     * @param links what may lead to them, besides what the partner sends
     */
    PartnerTrustManager(
            Identity own,
            List<X509Certificate> roots,
            List<X509Certificate> links,
            ExpectedPartner expected,
            Status status) {
        this.own = own;
        this.roots = roots;
        this.links = links;
        this.expected = expected;
        this.status = status;
    }

    private void check(X509Certificate[] chain, String purpose) throws CertificateException {
        X509Certificate certificate = chain[0];
        DeviceName partner = DeviceName.of(certificate);
        if (partner.uuid().equals(own.device())) {
            throw new CertificateException("it shows a certificate of this very device");
        }
        List<X509Certificate> between = new ArrayList<>(List.of(chain));
        between.addAll(links);
        try {
            CertificatePath path = CertificatePath.find(certificate, between, roots, purpose);
            if (!expected.matches(partner)) {
                throw new CertificateException(
                        "it is " + partner + ", and not '" + Printable.of(expected.text()) + "' as expected");
            }
            path.checkStatus(status.of(certificate));
        } catch (CertificateException e) {
            throw e;
        } catch (CertPathValidatorException e) {
            throw new CertificateException(
                    e.getReason() == BasicReason.REVOKED
                            ? "the certificate of " + partner + " was revoked"
                            : "the gateway does not vouch for the certificate of " + partner + ": " + e.getMessage(),
                    e);
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException(
                    "whether the certificate of " + partner + " is still good could not be found out: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, CertificatePath.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, CertificatePath.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, CertificatePath.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, CertificatePath.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, CertificatePath.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, CertificatePath.CLIENT);
    }

    /** None: the partner has one certificate, and which authorities this end believes is no business of strangers. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
