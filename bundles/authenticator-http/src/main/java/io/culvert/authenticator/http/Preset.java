package io.culvert.authenticator.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the keys that describe request and answer stand at, unless the configuration says something else. */
enum Preset {
    /** A service written for this gateway. */
    PLAIN(
            "request.format=json",
            "request.token=token",
            "request.uuid=uuid",
            "request.name=name",
            "request.nonce=nonce",
            "request.address=address",
            "answer.valid=/valid",
            "answer.identity=/subject",
            "answer.scope=/scope",
            "answer.expires=/expires",
            "answer.uses=/uses",
            "answer.limit.tunnels=/limits/tunnels",
            "answer.limit.bytes.per.second=/limits/bytesPerSecond",
            "answer.limit.lifetime=/limits/lifetime",
            "auth=none"),

    /** The function of the nymea cloud. */
    NYMEA_CLOUD(
            "request.format=json",
            "request.token=token",
            "answer.valid=/isValid",
            "answer.identity=/verifiedData/email",
            "auth=none"),

    /** OAuth 2.0 token introspection, RFC 7662. */
    INTROSPECTION(
            "request.format=form",
            "request.token=token",
            "answer.valid=/active",
            "answer.identity=/sub,/username",
            "answer.expires=/exp",
            "attributes=scope=/scope,client=/client_id",
            "auth=basic"),

    /** Everything about the answer is in the configuration. */
    CUSTOM(
            "request.format=json",
            "request.token=token",
            "request.uuid=uuid",
            "request.name=name",
            "request.nonce=nonce",
            "request.address=address",
            "auth=none");

    /** As a value it takes away what the preset has. */
    private static final String NOTHING = "-";

    @SuppressWarnings("Immutable") // the map is unmodifiable, which its type does not say
    private final Map<String, String> values;

    Preset(String... values) {
        this.values = Stream.of(values)
                .map(value -> value.split("=", 2))
                .collect(Collectors.toUnmodifiableMap(value -> value[0], value -> value[1]));
    }

    /** What a key stands at: as given, otherwise as preset; empty for nothing. */
    String value(String key, String given) {
        String value = given.isBlank() ? values.getOrDefault(key, NOTHING) : given.strip();
        return value.equals(NOTHING) ? "" : value;
    }

    /** The same for a key with several values. */
    List<String> values(String key, String[] given) {
        return list(value(key, String.join(",", given)));
    }

    /** Values as files hold them: as a list, or as one text with commas between. */
    static List<String> list(String... given) {
        return Arrays.stream(String.join(",", given).split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
