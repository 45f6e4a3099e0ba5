package io.culvert.crypto.bouncycastle;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/** X25519 of RFC 7748 section 6.1, with anybody's keys. A shared secret of zeros is refused. */
final class X25519KeyAgreement extends KeyAgreementSpi {

    /** What the secret may be called, as with the JDK's own. */
    private static final Set<String> SECRETS = Set.of("TlsPremasterSecret", "Generic");

    private byte @Nullable [] scalar;
    private byte @Nullable [] secret;

    @Override
    protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
        forget();
        if (!(key instanceof XECPrivateKey theirs) || !X25519PrivateKey.isX25519(key)) {
            throw new InvalidKeyException("No private key of X25519");
        }
        byte[] own = theirs.getScalar().orElseThrow(() -> new InvalidKeyException("The private key hides its scalar"));
        if (own.length != X25519.SCALAR_SIZE) {
            throw new InvalidKeyException("A private key of X25519 has " + X25519.SCALAR_SIZE + " bytes");
        }
        scalar = own;
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null && !X25519PublicKey.isX25519(parameters)) {
            throw new InvalidAlgorithmParameterException("Only X25519");
        }
        engineInit(key, random);
    }

    private void forget() {
        if (scalar != null) {
            Arrays.fill(scalar, (byte) 0);
        }
        scalar = null;
        secret = null;
    }

    @Override
    protected @Nullable Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
        if (scalar == null) {
            throw new IllegalStateException("Not initialized");
        }
        if (secret != null || !lastPhase) {
            throw new IllegalStateException("X25519 has one phase");
        }
        byte[] shared = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(scalar, 0, X25519PublicKey.coordinate(key), 0, shared, 0)) {
            throw new InvalidKeyException("Point has small order");
        }
        secret = shared;
        return null;
    }

    @Override
    protected byte[] engineGenerateSecret() {
        byte[] shared = secret;
        if (shared == null) {
            throw new IllegalStateException("No phase has been done");
        }
        secret = null;
        return shared;
    }

    @Override
    protected int engineGenerateSecret(byte[] target, int offset) throws ShortBufferException {
        if (target.length - offset < X25519.POINT_SIZE) {
            throw new ShortBufferException("A secret of X25519 takes " + X25519.POINT_SIZE + " bytes");
        }
        byte[] shared = engineGenerateSecret();
        System.arraycopy(shared, 0, target, offset, shared.length);
        Arrays.fill(shared, (byte) 0);
        return shared.length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm) throws NoSuchAlgorithmException {
        if (!SECRETS.contains(algorithm)) {
            throw new NoSuchAlgorithmException("No secret key of " + algorithm);
        }
        byte[] shared = engineGenerateSecret();
        SecretKey key = new SecretKeySpec(shared, algorithm);
        Arrays.fill(shared, (byte) 0);
        return key;
    }
}
