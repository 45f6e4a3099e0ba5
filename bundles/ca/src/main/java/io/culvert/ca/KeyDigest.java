package io.culvert.ca;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/** The SHA-256 of a public key's SubjectPublicKeyInfo, in four numbers, because a register has many. */
record KeyDigest(long first, long second, long third, long fourth) {

    private static final int BYTES = 32;

    static KeyDigest of(PublicKey key) {
        try {
            return of(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException when the text is not 64 hexadecimal digits */
    static KeyDigest parse(String hex) {
        byte[] digest = HexFormat.of().parseHex(hex);
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("not the SHA-256 of a key: " + hex);
        }
        return of(digest);
    }

    private static KeyDigest of(byte[] digest) {
        ByteBuffer numbers = ByteBuffer.wrap(digest);
        return new KeyDigest(numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong());
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
