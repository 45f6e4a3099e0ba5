package io.culvert.codec.jsonrpc;

/**
 * Checks that bytes are well-formed UTF-8 (RFC 3629 section 4), one at a time. The JSON parser below lets overlong forms
 * and encoded surrogates pass.
 */
final class Utf8Validator {

    private int continuations;
    private int lowest = 0x80;
    private int highest = 0xBF;

    /** Whether the bytes so far, with this one, can be the beginning of well-formed UTF-8. */
    boolean accept(byte next) {
        int octet = Byte.toUnsignedInt(next);
        return continuations == 0 ? first(octet) : continuation(octet);
    }

    private boolean first(int octet) {
        if (octet < 0x80) {
            return true;
        }
        if (octet < 0xC2 || octet > 0xF4) {
            return false;
        }
        continuations = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
        // The second byte's range is narrower where an overlong form, a surrogate or more than U+10FFFF would follow.
        lowest = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
        highest = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
        return true;
    }

    private boolean continuation(int octet) {
        boolean good = lowest <= octet && octet <= highest;
        continuations--;
        lowest = 0x80;
        highest = 0xBF;
        return good;
    }
}
