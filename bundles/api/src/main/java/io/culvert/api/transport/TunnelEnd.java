package io.culvert.api.transport;

/**
 * One end of a tunnel, as a snapshot.
 *
 * @param connection the peer's connection
 * @param peer who the peer is
 */
public record TunnelEnd(ConnectionInfo connection, PeerInfo peer) {}
