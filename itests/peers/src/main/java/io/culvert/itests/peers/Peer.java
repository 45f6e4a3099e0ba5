package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One end of a tunnel to be. Blocking; one thread may receive while another sends. A peer that nobody makes receive does
 * not read at all, and so answers no ping either: that is a half-open connection.
 */
public abstract sealed class Peer implements AutoCloseable permits WebSocketPeer, StreamPeer {

    private final Dialect dialect;

    Peer(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Sends text before the tunnel: documents, or anything else. */
    public abstract void say(String text) throws IOException;

    /**
     * Receives one document before the tunnel.
     *
     * @return {@code null} when the gateway ended the connection, see {@link #ended}
     */
    public abstract @Nullable String hear() throws IOException;

    /** Sends bytes into the tunnel; a WebSocket peer makes one message of them. */
    public abstract void send(boolean text, byte[] bytes, int offset, int length) throws IOException;

    /**
     * Receives some bytes of the tunnel.
     *
     * @return how many; -1 when the gateway ended the connection, see {@link #ended}
     */
    public abstract int receive(byte[] into) throws IOException;

    /** How the gateway ended the connection; {@code null} as long as it has not, or nobody noticed. */
    public abstract @Nullable Ended ended();

    /** What the connection runs on, for everything impolite. */
    public abstract Wire wire();

    /** Leaves in good order, without waiting for the gateway's answer. */
    public abstract void leave() throws IOException;

    /** Drops the connection without a word. */
    @Override
    public void close() throws IOException {
        wire().drop();
    }

    /** The connection is cut off with a reset. */
    public void kill() throws IOException {
        wire().reset();
    }

    /** Sends the credentials; the answer is not awaited. */
    public void present(Credentials credentials) throws IOException {
        say(dialect.authenticate(credentials));
    }

    /** Sends the credentials, which must be good. */
    public void authenticate(Credentials credentials) throws IOException {
        present(credentials);
        dialect.checkAccepted(document());
    }

    /** Waits for the gateway's last words. */
    public void awaitEstablished() throws IOException {
        dialect.checkEstablished(document());
    }

    /** The next document, which must come. */
    public Map<String, @Nullable Object> document() throws IOException {
        String text = hear();
        if (text == null) {
            throw new ProtocolViolation("a message was due, but the gateway ended the connection: " + ended());
        }
        return Json.object(text);
    }

    /** Waits for the gateway to end the connection, before or in the tunnel; not a byte may come before. */
    public Ended awaitEnd() throws IOException {
        byte[] unexpected = new byte[1024];
        int n = receive(unexpected);
        check(n < 0, "the gateway was to end the connection, but sent " + n + " bytes");
        Ended end = ended();
        return end == null ? new Ended(Ended.LOST, "") : end;
    }
}
