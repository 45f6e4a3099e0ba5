package io.culvert.authenticator.jwt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON object to be, whose values are written as they are given. */
record Json(Map<String, String> members) {

    static Json of(String name, String text) {
        return new Json(Map.of()).text(name, text);
    }

    Json raw(String name, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(members);
        changed.put(name, value.toString());
        return new Json(changed);
    }

    Json text(String name, String value) {
        return raw(name, "\"" + value + "\"");
    }

    Json without(String name) {
        Map<String, String> changed = new LinkedHashMap<>(members);
        changed.remove(name);
        return new Json(changed);
    }

    @Override
    public String toString() {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
