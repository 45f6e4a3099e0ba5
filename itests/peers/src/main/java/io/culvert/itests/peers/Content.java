package io.culvert.itests.peers;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What is sent through a tunnel: random pieces of random bytes and of text in many scripts, of random sizes from one byte
 * to a mebibyte. The same seed gives the same content. One thread.
 */
final class Content {

    /** The largest piece; sizes are spread evenly over the powers of two below it. */
    static final int MAX_PIECE = 1 << 20;

    /** One text piece for so many binary ones. */
    private static final int TEXT_EVERY = 4;

    private static final byte[] BINARY = new byte[2 * MAX_PIECE];
    private static final byte[] TEXT = manyScripts();

    static {
        new SplittableRandom(1).nextBytes(BINARY);
    }

    private final SplittableRandom random;
    private final int powers;
    private long left;
    private boolean text;
    private int offset;
    private int length;

    Content(long bytes, long seed) {
        this(bytes, seed, MAX_PIECE);
    }

    /** Content in pieces of at most {@code maxPiece} bytes, a power of two. */
    Content(long bytes, long seed, int maxPiece) {
        this.left = bytes;
        this.powers = Integer.numberOfTrailingZeros(maxPiece);
        this.random = new SplittableRandom(seed);
    }

    /** Moves to the next piece; false when everything was sent. */
    boolean next() {
        if (left == 0) {
            return false;
        }
        length = (int) Math.min(left, Math.round(Math.pow(2, random.nextDouble() * powers)));
        text = random.nextInt(TEXT_EVERY) == 0;
        offset = random.nextInt(MAX_PIECE);
        if (text) {
            offset = boundary(offset);
            length = boundary(offset + length) - offset;
            if (length > left) {
                // The last few bytes cannot be cut from text; they need not be.
                text = false;
                length = (int) left;
            }
        }
        left -= length;
        return true;
    }

    boolean text() {
        return text;
    }

    /** Where the piece is; not to be written to. */
    byte[] bytes() {
        return text ? TEXT : BINARY;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** The beginning of the next character. */
    private static int boundary(int at) {
        int boundary = at;
        while ((TEXT[boundary] & 0xC0) == 0x80) {
            boundary++;
        }
        return boundary;
    }

    private static byte[] manyScripts() {
        byte[] sample = "Hello, Größe, Ωμέγα, привет, 你好, 𝄞𝄢 🚇. ".getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[2 * MAX_PIECE + 2 * sample.length];
        for (int at = 0; at + sample.length <= text.length; at += sample.length) {
            System.arraycopy(sample, 0, text, at, sample.length);
        }
        return text;
    }
}
