package io.culvert.transport.undertow;

import java.time.Duration;

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

    static Settings of(UndertowTransport.Config config) {
        return new Settings(
                millis(config.ping_interval()),
                millis(config.handshake_timeout()),
                millis(config.close_timeout()),
                millis(config.halfclose_timeout()),
                millis(config.stall_timeout()),
                millis(config.tunnel_idle_timeout()),
                millis(config.tunnel_lifetime()));
    }

    private static long millis(int seconds) {
        return Duration.ofSeconds(seconds).toMillis();
    }
}
