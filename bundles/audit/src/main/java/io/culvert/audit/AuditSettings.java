package io.culvert.audit;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked.
 *
 * @param file that is written
 * @param size how many bytes a file has at most, about
 * @param keep how many full files are kept
 * @param key where the key is; {@code null} for none
 * @param queue how many events may wait
 */
record AuditSettings(
        Path file, long size, int keep, @Nullable Path key, int queue) {

    private static final int MB = 1_000_000;

    static AuditSettings read(AuditConfig config, Map<String, ?> properties) throws BadConfigurationException {
        ConfigurationReader reader = new ConfigurationReader(properties);
        return new AuditSettings(
                ConfigurationReader.path(reader.required("file", config.file())),
                (long) MB * reader.number("size", config::size, 1, 10_000),
                reader.number("keep", config::keep, 1, 10_000),
                config.key().isBlank() ? null : ConfigurationReader.path(config.key()),
                reader.number("queue", config::queue, 1, 10_000_000));
    }
}
