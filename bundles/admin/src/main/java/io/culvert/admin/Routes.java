package io.culvert.admin;

import io.culvert.api.admin.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All operations there are. */
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    /** A resource brings its operations. */
    @FunctionalInterface
    interface Resource {
        Stream<Route> routes();
    }

    Routes(List<Resource> resources) {
        resources.forEach(resource -> resource.routes().forEach(routes::add));
    }

    static Route get(String path, Handler handler) {
        return new Route("GET", path, Role.VIEWER, "", List.of(), Route.JSON, handler);
    }

    static Route change(String method, String path, Role role, String action, Handler handler) {
        return new Route(method, path, role, action, List.of(), Route.JSON, handler);
    }

    List<Route> all() {
        return List.copyOf(routes);
    }

    /** A route that fits, and the variable parts of its path. */
    record Match(Route route, Map<String, String> variables) {}

    /**
     * Finds the operation.
     *
     * @throws Problem when there is none: by the path, or by the method
     */
    Match find(String method, String path) throws Problem {
        String wanted = method.equals("HEAD") ? "GET" : method;
        List<Match> matches = routes.stream()
                // A word comes before a variable.
                .sorted((one, other) ->
                        Boolean.compare(one.path().contains("{"), other.path().contains("{")))
                .filter(route -> route.match(path) != null)
                .map(route -> new Match(route, Objects.requireNonNull(route.match(path))))
                .toList();
        if (matches.isEmpty()) {
            throw Problem.notFound("There is nothing at this address; GET /api/v1/openapi.json tells what there is.");
        }
        return matches.stream()
                .filter(match -> match.route().method().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.METHOD_NOT_ALLOWED, "This address takes " + methods(matches) + " only."));
    }

    /** What the header Allow says of a path; empty when there is nothing. */
    String allowed(String path) {
        return methods(routes.stream()
                .filter(route -> route.match(path) != null)
                .map(route -> new Match(route, Map.of()))
                .toList());
    }

    private static String methods(List<Match> matches) {
        return matches.stream()
                .map(match -> match.route().method())
                .flatMap(method -> method.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(method))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
