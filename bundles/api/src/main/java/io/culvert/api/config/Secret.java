package io.culvert.api.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A secret from a configuration. It never shows in text, and what it was read from may be named instead of written down:
 * {@code file:NAME} is the content of a file without its last line end, {@code env:NAME} an environment variable.
 */
public final class Secret {

    /** No secret. */
    public static final Secret NONE = new Secret(new byte[0]);

    private static final String FILE = "file:";
    private static final String ENV = "env:";

    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    /**
     * Reads a secret, now and once.
     *
     * @param key the configuration's key, for messages
     * @param given the secret itself, or where it is; empty gives {@link #NONE}
     * @throws BadConfigurationException when a reference leads nowhere
     */
    public static Secret of(String key, String given) throws BadConfigurationException {
        if (given.startsWith(FILE)) {
            Path file = ConfigurationReader.path(given.substring(FILE.length()));
            try {
                return new Secret(withoutLineEnd(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw BadConfigurationException.of(
                        key, given, Files.exists(file) ? "cannot be read by this user" : "there is no such file");
            }
        }
        if (given.startsWith(ENV)) {
            String found = System.getenv(given.substring(ENV.length()));
            if (found == null) {
                throw BadConfigurationException.of(key, given, "the gateway's environment has no such variable");
            }
            return new Secret(found.getBytes(StandardCharsets.UTF_8));
        }
        return given.isEmpty() ? NONE : new Secret(given.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] withoutLineEnd(byte[] content) {
        int end = content.length;
        if (end > 0 && content[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && content[end - 1] == '\r') {
            end--;
        }
        return Arrays.copyOf(content, end);
    }

    /** Whether there is one. */
    public boolean isPresent() {
        return value.length > 0;
    }

    /** Its bytes, to be used and forgotten. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Its text, to be used and forgotten. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return isPresent() ? "***" : "none";
    }
}
