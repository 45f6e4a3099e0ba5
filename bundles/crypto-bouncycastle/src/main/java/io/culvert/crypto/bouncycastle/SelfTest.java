package io.culvert.crypto.bouncycastle;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/**
 * Everything once, before a JVM relies on it. It also loads every class: what is under way when the bundle is replaced finds
 * no more of them.
 */
final class SelfTest {

    private final Provider provider;

    private SelfTest(Provider provider) {
        this.provider = provider;
    }

    /** @throws GeneralSecurityException if something fails or is not as it should be */
    static void run(Provider provider) throws GeneralSecurityException {
        SelfTest test = new SelfTest(provider);
        test.agree();
        test.sign();
    }

    private void agree() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519", provider);
        KeyPair one = generator.generateKeyPair();
        KeyPair other = generator.generateKeyPair();
        if (!Arrays.equals(secret(one.getPrivate(), other.getPublic()), secret(other.getPrivate(), one.getPublic()))) {
            throw new GeneralSecurityException("X25519 does not agree with itself");
        }
    }

    private byte[] secret(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("X25519", provider);
        agreement.init(ours);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret("TlsPremasterSecret").getEncoded();
    }

    private void sign() throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
        KeyFactory keys = KeyFactory.getInstance("EC");
        // The pair of one and the generator: no secret, and no scalar multiplication to make it.
        Signature signature = Signature.getInstance(P256Signature.ALGORITHM, provider);
        signature.initSign(keys.generatePrivate(new ECPrivateKeySpec(BigInteger.ONE, parameters)));
        byte[] signed = signature.sign();
        signature.initVerify(keys.generatePublic(new ECPublicKeySpec(parameters.getGenerator(), parameters)));
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("The next provider does not accept the signature with P-256");
        }
    }
}
