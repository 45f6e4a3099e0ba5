package io.culvert.api.transport;

import java.net.InetSocketAddress;

/**
 * A bound port, as a snapshot.
 *
 * @param name the listener's configured name
 * @param kind what peers speak there
 * @param encrypted whether it ends TLS
 * @param tlsProvider whose TLS new connections get, such as {@code Java}; empty without TLS
 * @param address where it listens, with the real port
 * @param connections open connections, in tunnels or not
 */
public record ListenerInfo(
        String name,
        ConnectionInfo.Kind kind,
        boolean encrypted,
        String tlsProvider,
        InetSocketAddress address,
        int connections) {}
