package io.culvert.admin;

import io.culvert.api.admin.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation.
 *
 * @param path below {@code /api/v1}; a segment {@code {name}} stands for any
 * @param action how it is told to others when it changes something; empty when it does not
 * @param query the parameters that it takes
 * @param type of its answer
 */
record Route(String method, String path, Role role, String action, List<String> query, String type, Handler handler) {

    static final String JSON = "application/json";

    Route {
        query = List.copyOf(query);
    }

    /** The same with these parameters. */
    Route taking(String... names) {
        return new Route(method, path, role, action, List.of(names), type, handler);
    }

    /** The same with another type of answer. */
    Route giving(String otherType) {
        return new Route(method, path, role, action, query, otherType, handler);
    }

    /** The same for others. */
    Route needing(Role otherRole) {
        return new Route(method, path, otherRole, action, query, type, handler);
    }

    boolean changes() {
        return !action.isEmpty();
    }

    /** The variable parts of a path; {@code null} when it is another path. */
    @Nullable Map<String, String> match(String requested) {
        String[] wanted = path.split("/", -1);
        String[] given = requested.split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
                variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return null;
            }
        }
        return variables;
    }
}
