package io.culvert.itests.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/** The tokens of the gateways of these tests. */
final class Tokens {

    private static final int COUNT = 10;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Tokens() {}

    /** A token that no other peer uses just now. */
    static String next() {
        return "token-" + NEXT.getAndIncrement() % COUNT;
    }
}
