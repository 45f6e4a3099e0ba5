package io.culvert.authenticator.http;

import com.fasterxml.jackson.core.JsonPointer;
import io.culvert.api.config.BadConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON pointers (RFC 6901) from a configuration.
 *
 * @param preset what holds where nothing is given
 */
record Pointers(Preset preset) {

    /** One, or none. */
    @Nullable JsonPointer one(String key, String given) throws BadConfigurationException {
        String pointer = preset.value(key, given);
        return pointer.isEmpty() ? null : parse(key, pointer);
    }

    List<JsonPointer> several(String key, String[] given) throws BadConfigurationException {
        List<JsonPointer> pointers = new ArrayList<>();
        for (String pointer : preset.values(key, given)) {
            pointers.add(parse(key, pointer));
        }
        return List.copyOf(pointers);
    }

    /** {@code NAME=/pointer} each. */
    Map<String, JsonPointer> named(String key, String[] given) throws BadConfigurationException {
        Map<String, JsonPointer> pointers = new LinkedHashMap<>();
        for (String entry : preset.values(key, given)) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw BadConfigurationException.of(key, entry, "must be NAME=/pointer");
            }
            pointers.put(
                    entry.substring(0, equals).strip(),
                    parse(key, entry.substring(equals + 1).strip()));
        }
        return pointers;
    }

    private static JsonPointer parse(String key, String pointer) throws BadConfigurationException {
        // What Jackson takes for a literal ~ is no JSON pointer (RFC 6901 section 3).
        if (!pointer.startsWith("/") || pointer.matches("(?s).*~([^01].*|$)")) {
            throw BadConfigurationException.of(key, pointer, "must be a JSON pointer (RFC 6901) like /user/email");
        }
        return JsonPointer.compile(pointer);
    }
}
