package io.culvert.transport.undertow;

import io.culvert.api.log.LogContext;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a peer says before it is in a tunnel, and who hears it. Used by the peer's I/O thread. */
final class Dialogue {

    /** The protocol's answer to a peer that speaks between its authentication and the tunnel. */
    static final CloseReason TOO_EARLY =
            new CloseReason(CloseReason.REFUSED, "Data received while authenticated but not remote connected.");

    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);

    private final Peer peer;
    private @Nullable ConnectionHandler handler;

    Dialogue(Peer peer) {
        this.peer = peer;
    }

    void begin(@Nullable ConnectionHandler hears) {
        handler = hears;
        if (hears == null) {
            peer.close(CloseReason.STOPPING);
        }
    }

    void text(byte[] bytes, int from, int to) {
        ConnectionHandler hears = handler;
        if (peer.tunnel != null) {
            peer.close(TOO_EARLY);
        } else if (hears != null && !peer.outputOver) {
            LogContext.within(
                    peer.info().id(),
                    () -> hears.text(ByteBuffer.wrap(bytes, from, to - from).slice()));
        }
    }

    void binary() {
        ConnectionHandler hears = handler;
        if (peer.tunnel != null) {
            peer.close(TOO_EARLY);
        } else if (hears != null && !peer.outputOver) {
            LogContext.within(peer.info().id(), hears::binary);
        }
    }

    /** Says that it is over, unless that was said before or there is a tunnel. */
    void closed(CloseReason reason) {
        ConnectionHandler hears = handler;
        handler = null;
        if (hears != null && peer.tunnel == null) {
            try {
                LogContext.within(peer.info().id(), () -> hears.closed(reason));
            } catch (RuntimeException e) {
                LOG.error(
                        "{}: its handler failed to hear of the end", peer.info().id(), e);
            }
        }
    }
}
