package io.culvert.transport.undertow;

import java.security.SecureRandom;

/** What a run is called, so that the {@code c12} of one is not taken for that of another. */
final class RunId {

    /** Base 32 of RFC 4648 section 6. */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final int LENGTH = 6;

    private RunId() {}

    static String make() {
        StringBuilder id = new StringBuilder();
        new SecureRandom()
                .ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(ALPHABET::charAt)
                .forEach(id::append);
        return id.toString();
    }
}
