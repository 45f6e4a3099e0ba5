package io.culvert.transport.undertow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of RFC 6455 section 5.3. */
final class Masking {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /**
     * Unmasks, and moves to the front if the two places differ.
     *
     * @param bytes holds both places
     * @param from where the masked bytes begin
     * @param to where the plain ones go; not behind {@code from}
     * @param length how many
     * @param key the masking key, its first byte lowest, turned so that this byte is for the first one here
     */
    static void unmask(byte[] bytes, int from, int to, int length, int key) {
        long wide = ((key & 0xFFFFFFFFL) << 32) | (key & 0xFFFFFFFFL);
        int i = 0;
        for (int end = length - 31; i < end; i += 32) {
            long a = (long) LONGS.get(bytes, from + i) ^ wide;
            long b = (long) LONGS.get(bytes, from + i + 8) ^ wide;
            long c = (long) LONGS.get(bytes, from + i + 16) ^ wide;
            long d = (long) LONGS.get(bytes, from + i + 24) ^ wide;
            LONGS.set(bytes, to + i, a);
            LONGS.set(bytes, to + i + 8, b);
            LONGS.set(bytes, to + i + 16, c);
            LONGS.set(bytes, to + i + 24, d);
        }
        for (; i < length; i++) {
            bytes[to + i] = (byte) (bytes[from + i] ^ (key >>> ((i & 3) << 3)));
        }
    }

    /** The key for the bytes after the first {@code length} ones. */
    static int turn(int key, int length) {
        return Integer.rotateRight(key, (length & 3) << 3);
    }
}
