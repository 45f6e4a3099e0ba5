package io.culvert.broker;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's configuration, checked.
 *
 * @param inactive how long a peer may say nothing complete before it asks to be let in
 * @param inactiveLimit by when after connecting it must have asked, whatever else it says
 * @param authentication how long its credentials may be checked
 * @param answer how long any answer may take
 * @param alone how long it may wait for its partner
 * @param authenticatorDeadline how long one authenticator may take
 * @param threads on which authenticators are called
 * @param queue calls that may wait for a thread
 */
record Settings(
        Duration inactive,
        Duration inactiveLimit,
        Duration authentication,
        Duration answer,
        Duration alone,
        Duration authenticatorDeadline,
        int threads,
        int queue) {

    static final Settings DEFAULTS = new Settings(
            Duration.ofSeconds(8),
            Duration.ofSeconds(32),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            8,
            1024);

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    /**
     * Reads a configuration. What cannot be used is told to the operator with file, key and value.
     *
     * @param properties the same configuration, as it was given, for messages
     * @param previous gives the value for each key that has an unusable one
     */
    static Settings read(SessionBroker.Config config, Map<String, ?> properties, Settings previous) {
        Reader reader = new Reader(properties);
        return new Settings(
                reader.seconds("inactive.timeout", config::inactive_timeout, previous.inactive),
                reader.seconds("inactive.limit", config::inactive_limit, previous.inactiveLimit),
                reader.seconds("authentication.timeout", config::authentication_timeout, previous.authentication),
                reader.seconds("jsonrpc.timeout", config::jsonrpc_timeout, previous.answer),
                reader.seconds("alone.timeout", config::alone_timeout, previous.alone),
                reader.seconds(
                        "authenticator.deadline", config::authenticator_deadline, previous.authenticatorDeadline),
                reader.number("authenticator.threads", config::authenticator_threads, previous.threads, 1024),
                reader.number("authenticator.queue", config::authenticator_queue, previous.queue, 1_000_000));
    }

    private record Reader(Map<String, ?> properties) {

        Duration seconds(String key, IntSupplier value, Duration previous) {
            return Duration.ofSeconds(number(key, value, Math.toIntExact(previous.toSeconds()), 86_400));
        }

        int number(String key, IntSupplier value, int previous, int most) {
            ConfigurationReader reader = new ConfigurationReader(properties);
            try {
                return reader.number(key, value, 1, most);
            } catch (BadConfigurationException e) {
                LOG.error("{}: {}. {} stays in force", reader.origin(), e.getMessage(), previous);
                return previous;
            }
        }
    }
}
