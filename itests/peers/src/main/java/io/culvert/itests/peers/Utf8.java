package io.culvert.itests.peers;

/** Checks a stream of bytes for being UTF-8, RFC 3629 section 4, whatever pieces it comes in. */
final class Utf8 {

    /** Continuation bytes still due. */
    private int due;
    /** The range of the next continuation byte; narrower after some first bytes. */
    private int low = 0x80;

    private int high = 0xBF;

    /** Takes the next bytes; false as soon as they cannot be UTF-8. */
    boolean accept(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            int b = bytes[i] & 0xFF;
            if (due == 0 ? !first(b) : !next(b)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes so far end between two characters. */
    boolean complete() {
        return due == 0;
    }

    private boolean first(int b) {
        if (b < 0x80) {
            return true;
        }
        if (b < 0xC2 || b > 0xF4) {
            return false;
        }
        due = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
        // No overlong forms, no surrogates, nothing above U+10FFFF.
        low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
        high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
        return true;
    }

    private boolean next(int b) {
        if (b < low || b > high) {
            return false;
        }
        due--;
        low = 0x80;
        high = 0xBF;
        return true;
    }
}
