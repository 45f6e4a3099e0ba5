package io.culvert.ca;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/** The SHA-256 of a public key's SubjectPublicKeyInfo, in four numbers, because a register has many. */
record KeyDigest(long first, long second, long third, long fourth) {

    private static final int BYTES = 32;
    private static final int DIGITS = 16; // of a number

    static KeyDigest of(PublicKey key) {
        try {
            ByteBuffer numbers =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
            return new KeyDigest(numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException when the text is not 64 hexadecimal digits */
    static KeyDigest parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("the digest of a key has not 64 digits");
        }
        return new KeyDigest(number(hex, 0), number(hex, 1), number(hex, 2), number(hex, 3));
    }

    private static long number(String hex, int position) {
        return Long.parseUnsignedLong(hex, DIGITS * position, DIGITS * (position + 1), 16);
    }

    /** 64 lower-case hexadecimal digits. */
    String hex() {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(BYTES)
                        .putLong(first)
                        .putLong(second)
                        .putLong(third)
                        .putLong(fourth)
                        .array());
    }
}
