package io.culvert.itests.peers;

/**
 * Where peers find a gateway.
 *
 * @param websocket a WebSocket listener
 * @param stream a stream listener
 */
public record Ports(Endpoint websocket, Endpoint stream) {}
