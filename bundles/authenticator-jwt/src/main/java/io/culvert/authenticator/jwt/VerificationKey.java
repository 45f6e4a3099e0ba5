package io.culvert.authenticator.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of the issuer. What it may verify follows from the key, never from a token.
 *
 * @param kid its name; {@code null} when it has none
 * @param algorithms what it may verify
 */
record VerificationKey(@Nullable String kid, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {

    /** RFC 7518 section 3.3. */
    private static final int LEAST_RSA_BITS = 2048;

    private static final Set<JWSAlgorithm> ES256_TO_512 =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

    /**
     * Takes a public key.
     *
     * @throws InvalidKeyException when it is none to verify a token with; the message goes on from "the key"
     */
    static VerificationKey of(@Nullable String kid, PublicKey key) throws InvalidKeyException {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < LEAST_RSA_BITS) {
                throw new InvalidKeyException(
                        "is RSA of " + bits + " bits; " + LEAST_RSA_BITS + " are the least (RFC 7518)");
            }
            return of(kid, new RSASSAVerifier(rsa));
        }
        if (key instanceof ECPublicKey ec) {
            return of(kid, ecdsa(ec));
        }
        if (key instanceof EdECPublicKey edwards) {
            return of(kid, new EdDsaVerifier(edwards));
        }
        throw new InvalidKeyException("is of the type " + key.getAlgorithm() + ", which signs no tokens");
    }

    private static VerificationKey of(@Nullable String kid, JWSVerifier verifier) {
        return new VerificationKey(kid, Set.copyOf(verifier.supportedJWSAlgorithms()), verifier);
    }

    private static ECDSAVerifier ecdsa(ECPublicKey key) throws InvalidKeyException {
        try {
            ECDSAVerifier verifier = new ECDSAVerifier(key);
            if (ES256_TO_512.containsAll(verifier.supportedJWSAlgorithms())) {
                return verifier;
            }
        } catch (JOSEException e) {
            // Another curve, or a point that is not on it.
        }
        throw new InvalidKeyException("is EC, but not on P-256, P-384 or P-521");
    }

    /**
     * The same key for one algorithm only.
     *
     * @throws InvalidKeyException when a key of this type cannot be for it
     */
    VerificationKey only(JWSAlgorithm algorithm) throws InvalidKeyException {
        if (!algorithms.contains(algorithm)) {
            throw new InvalidKeyException("has an alg that does not go with its type");
        }
        return new VerificationKey(kid, Set.of(algorithm), verifier);
    }

    /** Whether it has signed this. Computes in the calling thread. */
    boolean signed(Jws jws) {
        try {
            return algorithms.contains(jws.header().getAlgorithm())
                    && verifier.verify(
                            jws.header(), jws.signedPart().getBytes(StandardCharsets.US_ASCII), jws.signature());
        } catch (JOSEException | RuntimeException e) {
            // A security provider that throws at a strange signature has not verified it; a peer must not be able to
            // make that look like a failure of ours.
            return false;
        }
    }
}
