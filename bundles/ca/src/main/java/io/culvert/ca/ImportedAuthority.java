package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An authority that was made elsewhere, and has been found fit to sign for devices.
 *
 * @param certificate the one that signs for devices
 * @param path what leads from it to its root, the root last; empty when it is a root itself
 */
record ImportedAuthority(X509Certificate certificate, List<X509Certificate> path) {

    ImportedAuthority {
        path = List.copyOf(path);
    }

    /**
     * Checks an authority.
     *
     * @param key of one of the certificates
     * @param certificates that one, those that lead to its root, and the root, in any order
     * @throws AuthorityException when it cannot be used; the message says why and what would be right
     */
    static ImportedAuthority of(PrivateKey key, List<X509Certificate> certificates, Instant now)
            throws AuthorityException {
        for (X509Certificate certificate : certificates) {
            if (fits(key, certificate.getPublicKey())) {
                return checked(certificate, certificates, now);
            }
        }
        throw new AuthorityException("the key is that of none of the " + certificates.size()
                + " certificates; give the key of the authority that is to sign for devices");
    }

    /**
     * Checks a certificate by which another authority vouches for a generation.
     *
     * @param certificates that one, those that lead to its root, and the root, in any order
     * @throws AuthorityException when it cannot be used; the message says why and what would be right
     */
    static ImportedAuthority vouchingFor(Generation generation, List<X509Certificate> certificates, Instant now)
            throws AuthorityException {
        X509Certificate own = generation.certificate();
        for (X509Certificate certificate : certificates) {
            if (certificate.getPublicKey().equals(own.getPublicKey()) && !certificate.equals(own)) {
                if (!certificate.getSubjectX500Principal().equals(own.getSubjectX500Principal())) {
                    throw new AuthorityException("the certificate is for the name " + AuthorityChain.nameOf(certificate)
                            + "; have one made for " + AuthorityChain.nameOf(own) + ", as the signing request has it");
                }
                if (!Arrays.equals(KeyIdentifier.of(certificate), KeyIdentifier.of(own))) {
                    throw new AuthorityException("the certificate has another subject key identifier than "
                            + AuthorityChain.nameOf(own) + "; have one made with that of the signing request");
                }
                return checked(certificate, certificates, now);
            }
        }
        throw new AuthorityException("none of the " + certificates.size() + " certificates is for the key of "
                + AuthorityChain.nameOf(own) + "; have one made of its signing request");
    }

    private static ImportedAuthority checked(X509Certificate first, List<X509Certificate> certificates, Instant now)
            throws AuthorityException {
        List<X509Certificate> chain = AuthorityChain.of(first, certificates);
        for (int below = 0; below < chain.size(); below++) {
            AuthorityChain.check(chain.get(below), below, now);
        }
        AuthorityChain.checkSigner(first);
        return new ImportedAuthority(first, chain.subList(1, chain.size()));
    }

    /** Whether the two keys are a pair: what one signs, the other verifies. */
    private static boolean fits(PrivateKey key, PublicKey publicKey) {
        Optional<String> algorithm = SignatureAlgorithms.of(publicKey);
        if (algorithm.isEmpty() || !isSameKind(key, publicKey)) {
            return false;
        }
        try {
            byte[] content = new byte[32];
            new SecureRandom().nextBytes(content);
            Signature signature = Signature.getInstance(algorithm.get());
            signature.initSign(key);
            signature.update(content);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(content);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // another length, another curve
        }
    }

    private static boolean isSameKind(PrivateKey key, PublicKey publicKey) {
        return key.getAlgorithm().equals(publicKey.getAlgorithm())
                || (publicKey.getAlgorithm().equals("EdDSA")
                        && key.getAlgorithm().equals("Ed25519"));
    }
}
