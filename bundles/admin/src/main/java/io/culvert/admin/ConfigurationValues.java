package io.culvert.admin;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/**
 * Reads the values that a request gives.
 *
 * @param typed whether its file knows types; in a {@code .cfg} file everything is text
 */
record ConfigurationValues(ConfigurationType type, boolean typed) {

    /** What the gateway reads of every authenticator, whether that describes it or not. */
    private static final Set<String> OF_AUTHENTICATORS = Set.of(
            "name", "ranking", "deadline", "cache.age", "cache.size", "cache.by", "circuit.failures", "circuit.pause");

    private static final Set<String> ADMINISTRATIVE =
            Set.of(Constants.SERVICE_PID, "service.factoryPid", "service.bundleLocation", ConfigurationStore.FILE);

    /**
     * All values that hold from now on.
     *
     * @param given by name; {@link Body.Nothing} is the default
     * @param before what held before, of which secrets stay that are not given; {@code null} when nothing did
     */
    Map<String, Object> read(Map<String, Object> given, @Nullable Dictionary<String, Object> before) throws Problem {
        Map<String, Object> values = new LinkedHashMap<>();
        if (before != null) {
            for (String key : keys(before)) {
                if (isSecret(key) && !given.containsKey(key)) {
                    values.put(key, before.get(key));
                }
            }
        }
        for (Map.Entry<String, Object> each : given.entrySet()) {
            String key = each.getKey();
            if (each.getValue() != Body.Nothing.NOTHING) {
                values.put(key, write(attribute(key, before).read(each.getValue())));
            }
        }
        for (Attribute attribute : type.attributes()) {
            if (attribute.required() && values.get(attribute.key()) == null) {
                throw Problem.badRequest("The value of " + attribute.key() + " is missing: " + attribute.description());
            }
        }
        return values;
    }

    private boolean isSecret(String key) {
        return type.attribute(key).map(Attribute::secret).orElse(Attribute.isSecret(key));
    }

    private Attribute attribute(String key, @Nullable Dictionary<String, Object> before) throws Problem {
        return type.attribute(key)
                .or(() -> OF_AUTHENTICATORS.contains(key) || (before != null && before.get(key) != null)
                        ? Optional.of(text(key))
                        : Optional.empty())
                .orElseThrow(() -> Problem.badRequest("The value " + Body.quoted(key) + " is not known here; there are "
                        + type.attributes().stream().map(Attribute::key).collect(Collectors.joining(", ")) + "."));
    }

    private static Attribute text(String key) {
        return new Attribute(key, key, "", Attribute.Type.STRING, 0, false, List.of(), List.of());
    }

    private Object write(Object value) {
        return typed || value.getClass().isArray() ? value : value.toString();
    }

    /** The keys of a configuration, without those that the framework has added. */
    static List<String> keys(Dictionary<String, Object> properties) {
        return Collections.list(properties.keys()).stream()
                .filter(key -> !ADMINISTRATIVE.contains(key))
                .sorted()
                .toList();
    }

    static boolean isEmpty(Object value) {
        return value.toString().isEmpty() || (value.getClass().isArray() && Array.getLength(value) == 0);
    }

    /** An array as a list. */
    static Object listed(Object value) {
        if (!value.getClass().isArray()) {
            return value;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            values.add(Array.get(value, i));
        }
        return values;
    }
}
