package io.culvert.authenticator.statictoken;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom one configuration lets in. Immutable; holds no token, only digests.
 *
 * @param name the identity of whoever is let in
 * @param digests SHA-256 of each token
 * @param uuids the only peers that are let in, without braces and in lower case; empty for every peer
 */
record Admission(String name, List<byte[]> digests, Set<String> uuids) {

    /** Nobody is let in. */
    static final Admission NONE = new Admission("", List.of(), Set.of());

    private static final int SHA256_BYTES = 32;

    /**
     * Checks a configuration.
     *
     * @param properties names the file that the configuration comes from, where it comes from one
     * @throws IllegalArgumentException when it is wrong; the message says where and how, and repeats no value, which
     *     might be a token in the wrong place
     */
    static Admission of(StaticTokenConfig config, Map<String, ?> properties) {
        try {
            Admission admission =
                    new Admission(required("name", config.name()), digests(config), uuids(config.uuids()));
            checkRanking(properties.get("ranking"));
            return admission;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(origin(properties) + ": " + e.getMessage(), e);
        }
    }

    private static String origin(Map<String, ?> properties) {
        Object file = properties.get("felix.fileinstall.filename");
        return String.valueOf(file != null ? file : properties.get("service.pid"));
    }

    /** The broker reads the ranking from the service's properties, where a wrong one would silently count as 0. */
    private static void checkRanking(@Nullable Object ranking) {
        if (ranking != null && !ranking.toString().matches("[+-]?[0-9]{1,9}")) {
            throw new IllegalArgumentException("ranking: \"" + ranking + "\" is not a whole number");
        }
    }

    private static List<byte[]> digests(StaticTokenConfig config) {
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < config._tokens().length; i++) {
            digests.add(sha256(required(".tokens[" + i + "]", config._tokens()[i])));
        }
        for (int i = 0; i < config.tokens_sha256().length; i++) {
            digests.add(parse("tokens.sha256[" + i + "]", config.tokens_sha256()[i]));
        }
        if (digests.isEmpty()) {
            throw new IllegalArgumentException("there is no token, neither under .tokens nor under tokens.sha256");
        }
        return List.copyOf(digests);
    }

    private static byte[] parse(String key, String value) {
        String hex = required(key, value);
        if (hex.length() != 2 * SHA256_BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    key + ": " + hex.length() + " characters that are not a SHA-256, which is 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static Set<String> uuids(String[] uuids) {
        Set<String> normalized = new TreeSet<>();
        for (int i = 0; i < uuids.length; i++) {
            normalized.add(required("uuids[" + i + "]", normalize(uuids[i])));
        }
        return Set.copyOf(normalized);
    }

    private static String required(String key, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + ": is empty");
        }
        // One value that is not in quotes, and Karaf takes every quote and bracket of the file for part of a value.
        if (value.startsWith("\"") || value.startsWith("[")) {
            throw new IllegalArgumentException(key
                    + ": begins with a quote or bracket; in a .config file every value must be in quotes, numbers too"
                    + " (ranking = I\"5\"), and every bracket closed");
        }
        return value;
    }

    private static String normalize(String uuid) {
        String bare = uuid.strip();
        boolean braces = bare.startsWith("{") && bare.endsWith("}");
        return (braces ? bare.substring(1, bare.length() - 1) : bare).toLowerCase(Locale.ROOT);
    }

    /** Takes the same time whether and wherever the token is found. */
    boolean knows(String token) {
        byte[] presented = sha256(token);
        boolean known = false;
        for (byte[] digest : digests) {
            known |= MessageDigest.isEqual(digest, presented);
        }
        return known;
    }

    boolean allows(@Nullable String uuid) {
        return uuids.isEmpty() || (uuid != null && uuids.contains(normalize(uuid)));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
