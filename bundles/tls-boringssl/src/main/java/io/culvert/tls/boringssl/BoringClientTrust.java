package io.culvert.tls.boringssl;

import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.RevokedCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lets BoringSSL check the certificates of peers in the way of {@link ClientCertificates}. */
final class BoringClientTrust extends CertificateVerifier {

    /**
     * What came of a check.
     *
     * @param path the verified chain; empty when it was refused
     * @param refusal why it was refused; {@code null} when it was not
     */
    record Verdict(List<X509Certificate> path, @Nullable String refusal) {}

    private final ClientCertificates clients;

    /** By the address of the {@code SSL}, from its handshake until somebody takes it. */
    private final Map<Long, Verdict> verdicts = new ConcurrentHashMap<>();

    BoringClientTrust(ClientCertificates clients) {
        this.clients = clients;
    }

    /** Called by BoringSSL within a handshake; the result becomes the alert for the peer. */
    @Override
    public int verify(long ssl, byte[][] chain, String algorithm) {
        try {
            verdicts.put(ssl, new Verdict(verify(chain), null));
            return X509_V_OK;
        } catch (CertificateException | RuntimeException e) { // whatever a peer can make go wrong in Java's parser
            verdicts.put(ssl, new Verdict(List.of(), "the peer's certificate: " + e.getMessage()));
            if (e instanceof CertificateExpiredException) {
                return X509_V_ERR_CERT_HAS_EXPIRED;
            }
            if (e instanceof RevokedCertificateException) {
                return X509_V_ERR_CERT_REVOKED;
            }
            return e instanceof CertificateNotYetValidException
                    ? X509_V_ERR_CERT_NOT_YET_VALID
                    : X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
        }
    }

    /** The verified path of a chain in DER. */
    List<X509Certificate> verify(byte[]... chain) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] der : chain) {
            certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return clients.verify(certificates);
    }

    /** Takes what came of the check within a handshake; {@code null} when there was none. */
    @Nullable Verdict take(long ssl) {
        return verdicts.remove(ssl);
    }
}
