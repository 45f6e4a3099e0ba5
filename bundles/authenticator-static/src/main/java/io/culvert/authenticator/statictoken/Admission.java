package io.culvert.authenticator.statictoken;

import io.culvert.api.auth.Limits;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom one configuration lets in. Immutable; holds no token, only digests.
 *
 * @param name the identity of whoever is let in
 * @param digests SHA-256 of each token
 * @param uuids the only peers that are let in, without braces and in lower case; empty for every peer
 * @param limits what whoever is let in may use
 */
record Admission(String name, List<byte[]> digests, Set<String> uuids, Limits limits) {

    /** Nobody is let in. */
    static final Admission NONE = new Admission("", List.of(), Set.of(), Limits.NONE);

    private static final int SHA256_BYTES = 32;

    /**
     * Checks a configuration.
     *
     * @throws BadConfigurationException when it is wrong; the message repeats no token, not even one in the wrong place
     */
    static Admission of(StaticTokenConfig config, ConfigurationReader reader) throws BadConfigurationException {
        return new Admission(
                reader.required("name", config.name()),
                digests(config, reader),
                uuids(config.uuids(), reader),
                reader.limits(config::limit_tunnels, config::limit_bytes_per_second, config::limit_lifetime));
    }

    private static List<byte[]> digests(StaticTokenConfig config, ConfigurationReader reader)
            throws BadConfigurationException {
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < config._tokens().length; i++) {
            String key = ".tokens[" + i + "]";
            Secret token = Secret.of(key, reader.required(key, config._tokens()[i]));
            digests.add(sha256(reader.required(key, token.text())));
        }
        for (int i = 0; i < config.tokens_sha256().length; i++) {
            String key = "tokens.sha256[" + i + "]";
            digests.add(parse(key, reader.required(key, config.tokens_sha256()[i])));
        }
        if (digests.isEmpty()) {
            throw new BadConfigurationException("there is no token, neither under .tokens nor under tokens.sha256");
        }
        return List.copyOf(digests);
    }

    private static byte[] parse(String key, String hex) throws BadConfigurationException {
        if (hex.length() != 2 * SHA256_BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new BadConfigurationException(
                    key + ": " + hex.length() + " characters that are not a SHA-256, which is 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static Set<String> uuids(String[] uuids, ConfigurationReader reader) throws BadConfigurationException {
        Set<String> normalized = new TreeSet<>();
        for (int i = 0; i < uuids.length; i++) {
            normalized.add(reader.required("uuids[" + i + "]", normalize(uuids[i])));
        }
        return Set.copyOf(normalized);
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
