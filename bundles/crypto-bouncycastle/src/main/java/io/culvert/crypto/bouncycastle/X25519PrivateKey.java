package io.culvert.crypto.bouncycastle;

import java.io.ObjectStreamException;
import java.security.Key;
import java.security.KeyRep;
import java.security.MessageDigest;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private key of X25519. Thread-safe. Equal to every other private key of the same encoding. Once destroyed it has no
 * scalar and no encoding.
 */
final class X25519PrivateKey implements XECPrivateKey {

    private static final long serialVersionUID = 1;

    /** OneAsymmetricKey up to the key itself, RFC 8410 section 7. */
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("302e020100300506032b656e04220420");

    private final byte[] scalar;
    private boolean destroyed;

    /** @param scalar 32 bytes, RFC 7748 section 5; becomes this key's own */
    X25519PrivateKey(byte[] scalar) {
        this.scalar = scalar;
    }

    /** Whether it is anybody's private key of X25519. */
    static boolean isX25519(Key key) {
        return key instanceof XECPrivateKey xec && X25519PublicKey.isX25519(xec.getParams());
    }

    @Override
    public synchronized Optional<byte[]> getScalar() {
        return destroyed ? Optional.empty() : Optional.of(scalar.clone());
    }

    @Override
    public AlgorithmParameterSpec getParams() {
        return NamedParameterSpec.X25519;
    }

    @Override
    public String getAlgorithm() {
        return "XDH";
    }

    @Override
    public @Nullable String getFormat() {
        return isDestroyed() ? null : "PKCS#8";
    }

    @Override
    public synchronized byte @Nullable [] getEncoded() {
        return destroyed ? null : X25519PublicKey.concatenated(PKCS8_HEAD, scalar);
    }

    @Override
    public synchronized void destroy() {
        Arrays.fill(scalar, (byte) 0);
        destroyed = true;
    }

    @Override
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        byte[] encoded = getEncoded();
        return encoded != null
                && other instanceof XECPrivateKey key
                && MessageDigest.isEqual(encoded, key.getEncoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(getEncoded());
    }

    @Override
    public String toString() {
        return "X25519 private key";
    }

    private Object writeReplace() throws ObjectStreamException {
        return new KeyRep(KeyRep.Type.PRIVATE, getAlgorithm(), getFormat(), getEncoded());
    }
}
