package io.culvert.itests.peers;

import java.io.IOException;

/** What can meet what: dialect and transport. */
public enum PeerKind {
    SEED_WEBSOCKET,
    CLASSIC_WEBSOCKET,
    CLASSIC_STREAM;

    /** Connects a peer of this kind. */
    public Peer connect(Ports ports) throws IOException {
        return switch (this) {
            case SEED_WEBSOCKET -> WebSocketPeer.connect(ports.websocket(), Dialect.SEED);
            case CLASSIC_WEBSOCKET -> WebSocketPeer.connect(ports.websocket(), Dialect.CLASSIC);
            case CLASSIC_STREAM -> StreamPeer.connect(ports.stream(), Dialect.CLASSIC);
        };
    }
}
