package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.util.Map;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator may tune while connections stand. All in milliseconds; 0 means never where that is possible.
 *
 * @param pingInterval between pings, and how long an answer may take
 * @param handshakeTimeout for TLS, and for the HTTP request
 * @param closeTimeout how long a peer may take to close when told to
 * @param halfCloseTimeout how long a tunnel whose one end has left may be silent
 * @param stallTimeout how long a peer may take nothing of what is waiting for it
 * @param idleTimeout how long a tunnel may be silent
 * @param lifetime how long a tunnel may stand
 */
record Settings(
        long pingInterval,
        long handshakeTimeout,
        long closeTimeout,
        long halfCloseTimeout,
        long stallTimeout,
        long idleTimeout,
        long lifetime) {

    static final Settings DEFAULTS = new Settings(25_000, 10_000, 5_000, 60_000, 300_000, 0, 0);

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final int MAX_SECONDS = 365 * 24 * 3600;

    /**
     * Reads a configuration.
     *
     * @param properties the same, as it was given, for messages
     * @param previous gives the value for each key that has an unusable one
     */
    static Settings read(TransportConfig config, Map<String, ?> properties, Settings previous) {
        Reader reader = new Reader(properties);
        return new Settings(
                reader.millis("ping.interval", config::ping_interval, 0, previous.pingInterval),
                reader.millis("handshake.timeout", config::handshake_timeout, 1, previous.handshakeTimeout),
                reader.millis("close.timeout", config::close_timeout, 1, previous.closeTimeout),
                reader.millis("halfclose.timeout", config::halfclose_timeout, 1, previous.halfCloseTimeout),
                reader.millis("stall.timeout", config::stall_timeout, 1, previous.stallTimeout),
                reader.millis("tunnel.idle.timeout", config::tunnel_idle_timeout, 0, previous.idleTimeout),
                reader.millis("tunnel.lifetime", config::tunnel_lifetime, 0, previous.lifetime));
    }

    /** Reads numbers; what is none, or out of range, is told to the operator with file, key and value. */
    record Reader(Map<String, ?> properties) {

        int number(String key, IntSupplier value, int least, int most, int previous) {
            ConfigurationReader reader = new ConfigurationReader(properties);
            try {
                return reader.number(key, value, least, most);
            } catch (BadConfigurationException e) {
                LOG.error("{}: {}. {} stays in force", reader.origin(), e.getMessage(), previous);
                return previous;
            }
        }

        private long millis(String key, IntSupplier value, int least, long previous) {
            return number(key, value, least, MAX_SECONDS, (int) (previous / 1000)) * 1000L;
        }
    }
}
