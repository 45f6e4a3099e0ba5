package io.culvert.itests.peers;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How much went by, and its digest.
 *
 * @param bytes so many
 * @param sha256 in hexadecimal digits
 */
public record Tally(long bytes, String sha256) {

    /** Counts while bytes go by. One thread. */
    static final class Counter {
        private final MessageDigest digest;
        private long bytes;

        Counter() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has SHA-256", e);
            }
        }

        void add(byte[] from, int offset, int length) {
            digest.update(from, offset, length);
            bytes += length;
        }

        long bytes() {
            return bytes;
        }

        Tally tally() {
            return new Tally(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
