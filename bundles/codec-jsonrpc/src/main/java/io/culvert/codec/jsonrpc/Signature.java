package io.culvert.codec.jsonrpc;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The keys that a {@code params} object must and may have. Both the check and the description come from here.
 *
 * @param keys in alphabetical order, in which they are also checked
 */
record Signature(List<Key> keys) {

    /** Values that are not repeated in a complaint, which may end up in somebody's log. */
    private static final Set<String> SECRETS = Set.of("nonce", "token");

    private static final String MASK = "***";

    /** One key. */
    record Key(String name, boolean optional, Type type) {}

    static Signature of(Key... keys) {
        return new Signature(
                Arrays.stream(keys).sorted(Comparator.comparing(Key::name)).toList());
    }

    static Key required(String name, Type type) {
        return new Key(name, false, type);
    }

    static Key optional(String name, Type type) {
        return new Key(name, true, type);
    }

    /** Whether an object has exactly these keys, of whatever type. */
    boolean hasKeysOf(Json.Obj params) {
        return names().toList().containsAll(params.members().keySet())
                && params.members().size() == keys.size();
    }

    /** The first thing that is wrong with an object; empty when nothing is. */
    Optional<String> complaint(Json.Obj params) {
        return Stream.concat(
                        keys.stream().flatMap(key -> complaint(key, params).stream()),
                        params.members().keySet().stream()
                                .filter(name -> names().noneMatch(name::equals))
                                .map(name -> "Forbidden key " + new Json.Str(name) + " in " + masked(params)))
                .findFirst();
    }

    private static Optional<String> complaint(Key key, Json.Obj params) {
        Json value = params.get(key.name());
        if (value == null) {
            return key.optional()
                    ? Optional.empty()
                    : Optional.of("Missing key " + key.name() + " in " + masked(params));
        }
        String shown = SECRETS.contains(key.name()) ? MASK : value.toString();
        return key.type().accepts(value)
                ? Optional.empty()
                : Optional.of("Param " + shown + " is not " + key.type().noun() + ".");
    }

    private static Json.Obj masked(Json.Obj params) {
        Json.Obj masked = params;
        for (String secret : SECRETS) {
            if (params.get(secret) != null) {
                masked = masked.with(secret, MASK);
            }
        }
        return masked;
    }

    private Stream<String> names() {
        return keys.stream().map(Key::name);
    }

    /** As Introspect shows it: keys with their types, optional keys with {@code o:} in front. */
    Json.Obj describe() {
        Json.Obj description = Json.Obj.empty();
        for (Key key : keys) {
            description = description.with(
                    (key.optional() ? "o:" : "") + key.name(), key.type().label());
        }
        return description;
    }
}
