package io.culvert.itests.peers;

/**
 * A WebSocket message.
 *
 * @param text or binary
 * @param payload not copied
 */
@SuppressWarnings("ArrayRecordComponent") // read once by a test, never compared
public record Message(boolean text, byte[] payload) {}
