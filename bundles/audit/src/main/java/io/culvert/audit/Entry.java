package io.culvert.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one line is to say. Built and given away by one thread.
 *
 * @param at when it happened
 * @param event what, in one word with hyphens
 * @param fields what else there is to say: texts, numbers, truth values, and lists of texts
 */
record Entry(Instant at, String event, Map<String, Object> fields) {

    static Entry of(Instant at, String event) {
        return new Entry(at, event, new LinkedHashMap<>());
    }

    /** The same with one more field, unless there is nothing to say. */
    Entry with(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    /** The same with one more field, unless the text is empty. */
    Entry withText(String name, @Nullable String text) {
        return with(name, text == null || text.isEmpty() ? null : text);
    }
}
