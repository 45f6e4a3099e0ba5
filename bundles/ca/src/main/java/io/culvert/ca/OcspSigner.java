package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * Who signs OCSP responses for a generation, so that its own key need not (RFC 6960 section 4.2.2.2).
 *
 * @param certificate that the generation has signed for this purpose; goes with each response
 * @param signer with its key
 */
record OcspSigner(X509Certificate certificate, Signer signer) {

    static OcspSigner of(X509Certificate certificate, PrivateKey key) throws AuthorityException {
        return new OcspSigner(certificate, Signer.of(key, certificate.getPublicKey()));
    }
}
