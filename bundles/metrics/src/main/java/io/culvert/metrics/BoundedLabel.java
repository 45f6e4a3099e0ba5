package io.culvert.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of a label that come from outside. Each value is a time series for ever, so there are at most
 * {@value #MAX}; what comes later is {@code other}. For any thread.
 */
final class BoundedLabel {

    static final int MAX = 64;
    /** What there is no room for. */
    static final String OTHER = "other";
    /** Nothing at all. */
    static final String NONE = "none";

    private static final int MAX_LENGTH = 100;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The value of the label for a name. */
    String of(String name) {
        if (name.isEmpty()) {
            return NONE;
        }
        String value = clean(name);
        if (known.contains(value)) {
            return value;
        }
        synchronized (known) {
            return known.contains(value) || (known.size() < MAX && known.add(value)) ? value : OTHER;
        }
    }

    /** Without control characters and halves of characters, which not everybody reads as we write them. */
    private static String clean(String name) {
        return name.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
