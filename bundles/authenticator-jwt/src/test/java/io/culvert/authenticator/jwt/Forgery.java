package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.IssuerKey.part;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** Signatures that a careless verifier takes for good ones. */
final class Forgery {

    private Forgery() {}

    /** 256 bytes leave four bits of the last character without a meaning. */
    static String idleBits(String token) {
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);
    }

    private static String withSignature(String token, byte[] signature) {
        return token.substring(0, token.lastIndexOf('.') + 1) + part(signature);
    }

    private static byte[] signatureOf(String token) {
        return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    }

    static String plusModulus(String token, RSAPublicKey key) {
        byte[] sum = new BigInteger(1, signatureOf(token)).add(key.getModulus()).toByteArray();
        return withSignature(token, sum.length > 256 && sum[0] == 0 ? Arrays.copyOfRange(sum, 1, sum.length) : sum);
    }

    static String zeroInFront(String token) {
        byte[] signature = signatureOf(token);
        byte[] longer = new byte[signature.length + 1];
        System.arraycopy(signature, 0, longer, 1, signature.length);
        return withSignature(token, longer);
    }

    /** RFC 8032 section 5.1.7: s must be less than the order, or one signature would have many forms. */
    static String plusOrder(String token) {
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] signature = signatureOf(token);
        byte[] littleEndian = Arrays.copyOfRange(signature, 32, 64);
        byte[] sum = new BigInteger(1, reversed(littleEndian)).add(order).toByteArray();
        byte[] changed = Arrays.copyOf(reversed(sum), 32);
        System.arraycopy(changed, 0, signature, 32, 32);
        return withSignature(token, signature);
    }

    /** Of an ES256 signature (r, s), the equally valid (r, n - s). */
    static String mirrored(String token) {
        byte[] signature = signatureOf(token);
        BigInteger n = new BigInteger(1, Arrays.copyOfRange(order(), 0, 32));
        byte[] s = n.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        Arrays.fill(signature, 32, 64, (byte) 0);
        int length = Math.min(32, s.length);
        System.arraycopy(s, s.length - length, signature, 64 - length, length);
        return withSignature(token, signature);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    static byte[] order() {
        byte[] order =
                new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16).toByteArray();
        byte[] both = new byte[64];
        System.arraycopy(order, order.length - 32, both, 0, 32);
        System.arraycopy(order, order.length - 32, both, 32, 32);
        return both;
    }

    static byte[] oneAndZero() {
        byte[] signature = new byte[64];
        signature[31] = 1;
        return signature;
    }
}
