package io.culvert.crypto.bouncycastle;

import java.io.ObjectStreamException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyRep;
import java.security.interfaces.XECKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A public key of X25519. Immutable. Equal to every other public key of the same encoding, as the JDK's own are. */
final class X25519PublicKey implements XECPublicKey {

    private static final long serialVersionUID = 1;

    /** SubjectPublicKeyInfo up to the key itself, RFC 8410 section 4. */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b656e032100");

    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    /** The u-coordinate as it is sent, RFC 7748 section 5: 32 bytes, the lowest first. */
    private final byte[] u;

    /** @param u 32 bytes, the lowest first; becomes this key's own */
    X25519PublicKey(byte[] u) {
        this.u = u;
    }

    /** Whether these are the parameters of X25519. */
    static boolean isX25519(AlgorithmParameterSpec parameters) {
        return parameters instanceof NamedParameterSpec named && named.getName().equalsIgnoreCase("X25519");
    }

    /**
     * The u-coordinate of anybody's key.
     *
     * @return 32 bytes, the lowest first; not to be changed
     * @throws InvalidKeyException if it is no key of X25519
     */
    static byte[] coordinate(Key key) throws InvalidKeyException {
        if (key instanceof X25519PublicKey ours) {
            return ours.u;
        }
        if (key instanceof XECPublicKey theirs && isX25519(((XECKey) theirs).getParams())) {
            return reversed(theirs.getU().mod(P).toByteArray());
        }
        throw new InvalidKeyException("No public key of X25519");
    }

    /** Turns a number of any length around and makes it 32 bytes. */
    private static byte[] reversed(byte[] number) {
        byte[] turned = new byte[X25519.POINT_SIZE];
        int length = Math.min(number.length, turned.length);
        for (int i = 0; i < length; i++) {
            turned[i] = number[number.length - 1 - i];
        }
        return turned;
    }

    @Override
    public BigInteger getU() {
        byte[] number = reversed(u);
        number[0] &= 0x7f; // RFC 7748 section 5: the highest bit does not count
        return new BigInteger(1, number);
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
    public String getFormat() {
        return "X.509";
    }

    @Override
    public byte[] getEncoded() {
        return concatenated(X509_HEAD, u);
    }

    static byte[] concatenated(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XECPublicKey key && Arrays.equals(getEncoded(), key.getEncoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(u);
    }

    @Override
    public String toString() {
        return "X25519 public key " + HexFormat.of().formatHex(u);
    }

    private Object writeReplace() throws ObjectStreamException {
        return new KeyRep(KeyRep.Type.PUBLIC, getAlgorithm(), getFormat(), getEncoded());
    }
}
