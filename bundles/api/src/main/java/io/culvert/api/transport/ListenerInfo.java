package io.culvert.api.transport;

import java.net.InetSocketAddress;

/**
 * A bound port, as a snapshot.
 *
 * @param name the listener's configured name
 * @param kind what peers speak there
 * @param encrypted whether it ends TLS
 * @param address where it listens, with the real port
 * @param connections open connections, in tunnels or not
 */
public record ListenerInfo(
        String name, ConnectionInfo.Kind kind, boolean encrypted, InetSocketAddress address, int connections) {}
