package io.culvert.broker;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How often tokens with a limited number of uses were used, until they expire. */
final class SpentTokens {

    private record Spent(int uses, Instant until) {}

    private final Map<String, Spent> tokens = new HashMap<>();

    synchronized boolean spend(String token, int uses, Instant until) {
        if (spent(token, uses)) {
            return false;
        }
        Spent before = tokens.get(token);
        tokens.put(token, new Spent(before == null ? 1 : before.uses + 1, until));
        return true;
    }

    synchronized boolean spent(String token, int uses) {
        Spent before = tokens.get(token);
        return before != null && before.uses >= uses;
    }
}
