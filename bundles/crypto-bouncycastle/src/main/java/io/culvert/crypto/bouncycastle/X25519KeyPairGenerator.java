package io.culvert.crypto.bouncycastle;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/** Key pairs of X25519; when asked for X448 it declines, and JCA takes the next generator. */
final class X25519KeyPairGenerator extends KeyPairGeneratorSpi {

    private static final int BITS = 255;

    private static final SecureRandom RANDOM = new SecureRandom();

    private @Nullable SecureRandom random;

    @Override
    public void initialize(int bits, SecureRandom source) {
        if (bits != BITS) {
            throw new InvalidParameterException("Only X25519, whose size is " + BITS);
        }
        random = source;
    }

    @Override
    public void initialize(AlgorithmParameterSpec parameters, SecureRandom source)
            throws InvalidAlgorithmParameterException {
        if (!X25519PublicKey.isX25519(parameters)) {
            throw new InvalidAlgorithmParameterException("Only X25519");
        }
        random = source;
    }

    @Override
    public KeyPair generateKeyPair() {
        byte[] scalar = new byte[X25519.SCALAR_SIZE];
        byte[] u = new byte[X25519.POINT_SIZE];
        X25519.generatePrivateKey(random == null ? RANDOM : random, scalar);
        X25519.generatePublicKey(scalar, 0, u, 0);
        return new KeyPair(new X25519PublicKey(u), new X25519PrivateKey(scalar));
    }
}
