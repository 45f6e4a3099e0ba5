package io.culvert.itests.peers;

import java.io.IOException;

/** What can meet what: dialect and transport. */
public enum PeerKind {
    SEED_WEBSOCKET,
    CLASSIC_WEBSOCKET,
    CLASSIC_STREAM;

    /**
     * Connects a peer of this kind.
     *
     * @param websocket the WebSocket port
     * @param stream the stream port
     */
    public Peer connect(Endpoint websocket, Endpoint stream) throws IOException {
        return switch (this) {
            case SEED_WEBSOCKET -> WebSocketPeer.connect(websocket, Dialect.SEED);
            case CLASSIC_WEBSOCKET -> WebSocketPeer.connect(websocket, Dialect.CLASSIC);
            case CLASSIC_STREAM -> StreamPeer.connect(stream, Dialect.CLASSIC);
        };
    }
}
