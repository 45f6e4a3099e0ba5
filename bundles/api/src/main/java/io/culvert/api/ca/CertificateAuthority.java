package io.culvert.api.ca;

import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.ConnectionInfo;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Issues certificates to devices, and says whom to believe. All methods may be called by any thread. Those that give a
 * stage return at once; the stage completes with an {@link Issuance}, on a thread of the authority or of an
 * authenticator, and never exceptionally.
 *
 * <p>There is no way to ask for a certificate with a name: each of the methods takes the evidence from which the
 * authority finds out by itself who asks. Subject and alternative names come from there, never from the request.
 */
@ProviderType
public interface CertificateAuthority {

    /** The longest certificate signing request, in bytes of DER. */
    int MAX_REQUEST = 16 * 1024;

    /** Instead of the number of a generation: the one that signs now. */
    int SIGNING = 0;

    /**
     * Issues a certificate to whoever has a token: the gateway's authenticators are asked as for a tunnel. A token that
     * is good for a number of tunnels is used once by this.
     *
     * @param credentials what the peer presented. Its {@code uuid} is the device that it claims to be: the first
     *     identity that asks for a device owns it. Without one the device is derived from the identity
     * @param request PKCS#10 (RFC 2986), DER
     */
    CompletionStage<Issuance> enroll(Credentials credentials, byte[] request);

    /**
     * Issues the successor of the certificate with which the peer has shown itself to a listener.
     *
     * @param connection where the peer comes from; the first of its certificates is the one to be succeeded
     * @param request PKCS#10 (RFC 2986), DER
     */
    CompletionStage<Issuance> renew(ConnectionInfo connection, byte[] request);

    /**
     * Issues the successor of a certificate to whoever has its key; also for a while after it has expired.
     *
     * @param proof made with the key of the certificate to be succeeded
     * @param request PKCS#10 (RFC 2986), DER
     * @param connection where the peer comes from
     */
    CompletionStage<Issuance> renew(RenewalProof proof, byte[] request, ConnectionInfo connection);

    /** Whom devices are to believe, as of now. Cheap. */
    TrustBundle trust();

    /**
     * The revocation list of one generation. Cheap.
     *
     * @param generation its number, or {@link #SIGNING}
     * @return empty when there is no such generation, when it has retired, or has no list yet
     */
    Optional<X509CRL> revoked(int generation);

    /**
     * Answers an OCSP request (RFC 6960).
     *
     * @param request DER
     * @return DER of the response, whatever the request was
     */
    byte[] ocsp(byte[] request);

    /**
     * Says whether a certificate is good, as the answer to an OCSP request for it would, without a nonce.
     *
     * @return DER of the response
     */
    byte[] ocsp(X509Certificate certificate);
}
