package io.culvert.transport.undertow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that a text is UTF-8 (RFC 3629) piece by piece: no overlong form, no surrogate, nothing above U+10FFFF. Not
 * thread-safe.
 */
final class Utf8Check {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** How many continuation bytes the current code point still needs. */
    private int missing;
    /** What the next continuation byte must lie between. */
    private int lowest;

    private int highest;

    /** Forgets what came before. */
    void reset() {
        missing = 0;
    }

    /** Whether the pieces so far end between two code points. */
    boolean complete() {
        return missing == 0;
    }

    /** How many bytes of an unfinished code point the last piece ended with, if it began with none. */
    int unfinished(byte[] bytes, int from, int to) {
        if (missing == 0) {
            return 0;
        }
        int start = to - 1;
        while (start > from && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        return to - start;
    }

    /** Takes the next piece, and returns whether the text can still be UTF-8. */
    boolean accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = skipAscii(bytes, i, to);
                if (i == to) {
                    return true;
                }
                if (!begin(bytes[i] & 0xFF)) {
                    return false;
                }
            } else {
                int next = bytes[i] & 0xFF;
                if (next < lowest || next > highest) {
                    return false;
                }
                lowest = 0x80;
                highest = 0xBF;
                missing--;
            }
            i++;
        }
        return true;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 8 <= to && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
            i += 8;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The table of RFC 3629 section 4. */
    private boolean begin(int lead) {
        lowest = 0x80;
        highest = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            missing = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            missing = 2;
            if (lead == 0xE0) {
                lowest = 0xA0;
            } else if (lead == 0xED) {
                highest = 0x9F;
            }
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            missing = 3;
            if (lead == 0xF0) {
                lowest = 0x90;
            } else if (lead == 0xF4) {
                highest = 0x8F;
            }
        } else {
            return false;
        }
        return true;
    }
}
