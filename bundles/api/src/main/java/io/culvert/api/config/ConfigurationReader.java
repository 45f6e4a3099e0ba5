package io.culvert.api.config;

import io.culvert.api.auth.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Checks the values of one configuration and says what is wrong with one: key, value, and what is allowed.
 *
 * @param properties the configuration as it was given, which may differ in type from what was asked for
 */
public record ConfigurationReader(Map<String, ?> properties) {

    /** Where the configuration comes from: its file, or its PID where it has no file. */
    public String origin() {
        Object file = properties.get("felix.fileinstall.filename");
        return String.valueOf(file != null ? file : properties.get("service.pid"));
    }

    /** A file's path; a relative one is below the gateway's own folder, wherever that was started from. */
    public static Path path(String file) {
        return Path.of(System.getProperty("karaf.base", "")).resolve(file).toAbsolutePath();
    }

    /**
     * A whole number.
     *
     * @param value gives it; throws when it is not a number, as the configuration types of Declarative Services do
     */
    public int number(String key, IntSupplier value, int least, int most) throws BadConfigurationException {
        try {
            int given = value.getAsInt();
            if (given >= least && given <= most) {
                return given;
            }
            throw wrongNumber(key, given, least, most);
        } catch (RuntimeException e) { // Declarative Services, when it is not a number at all
            throw wrongNumber(key, Objects.requireNonNullElse(properties.get(key), "?"), least, most);
        }
    }

    private BadConfigurationException wrongNumber(String key, Object value, int least, int most) {
        return BadConfigurationException.of(key, value, "must be a whole number between " + least + " and " + most);
    }

    /** A whole number of seconds. */
    public Duration seconds(String key, IntSupplier value, int least, int most) throws BadConfigurationException {
        return Duration.ofSeconds(number(key, value, least, most));
    }

    /** Limits from {@code limit.tunnels}, {@code limit.bytes.per.second} and {@code limit.lifetime} (s); 0 is none. */
    public Limits limits(IntSupplier tunnels, IntSupplier bytesPerSecond, IntSupplier lifetime)
            throws BadConfigurationException {
        return new Limits(
                number("limit.tunnels", tunnels, 0, Integer.MAX_VALUE),
                number("limit.bytes.per.second", bytesPerSecond, 0, Integer.MAX_VALUE),
                seconds("limit.lifetime", lifetime, 0, Integer.MAX_VALUE));
    }

    /** A text that is not empty. It is not shown when it is wrong: it might be a secret in the wrong place. */
    public String required(String key, String value) throws BadConfigurationException {
        if (value.isBlank()) {
            throw new BadConfigurationException(key + ": is empty");
        }
        // One value that is not in quotes, and Karaf takes every quote and bracket of the file for part of a value.
        if (value.startsWith("\"") || value.startsWith("[")) {
            throw new BadConfigurationException(key
                    + ": begins with a quote or bracket; in a .config file every value must be in quotes, numbers too"
                    + " (ranking = I\"5\"), and every bracket closed");
        }
        return value;
    }

    /** An absolute URI with a host and one of these schemes. */
    public URI uri(String key, String value, String... schemes) throws BadConfigurationException {
        String allowed = Arrays.stream(schemes).map(scheme -> scheme + "://").collect(Collectors.joining(", "));
        try {
            URI uri = new URI(required(key, value.strip()));
            if (uri.getHost() != null
                    && uri.getScheme() != null
                    && List.of(schemes).contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw BadConfigurationException.of(key, value, "is not a URL: " + e.getReason());
        }
        throw BadConfigurationException.of(key, value, "must begin with " + allowed + " and a host");
    }

    /** One of the constants of an enumeration, written in lower case and with hyphens. */
    public <E extends Enum<E>> E oneOf(String key, String value, Class<E> type) throws BadConfigurationException {
        for (E constant : type.getEnumConstants()) {
            if (text(constant).equals(value.strip())) {
                return constant;
            }
        }
        throw BadConfigurationException.of(
                key,
                value,
                "must be one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(ConfigurationReader::text)
                                .collect(Collectors.joining(", ")));
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
