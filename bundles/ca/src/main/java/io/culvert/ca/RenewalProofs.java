package io.culvert.ca;

import io.culvert.api.ca.RenewalProof;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/** Checks that whoever wants the successor of a certificate has its key. */
final class RenewalProofs {

    private RenewalProofs() {}

    /**
     * Whether the proof is for this request and made with the certificate's key. Whose certificate it is, and whether it
     * is still good, is another question.
     *
     * @param request PKCS#10, DER
     */
    static boolean isGood(RenewalProof proof, byte[] request) {
        PublicKey key = proof.certificate().getPublicKey();
        Optional<String> algorithm = SignatureAlgorithms.of(key);
        if (algorithm.isEmpty()) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(algorithm.get());
            signature.initVerify(key);
            signature.update(RenewalProof.signedContent(request));
            return signature.verify(proof.signature());
        } catch (GeneralSecurityException e) {
            return false; // no signature at all
        }
    }
}
