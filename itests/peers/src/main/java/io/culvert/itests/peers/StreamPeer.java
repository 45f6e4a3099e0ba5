package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A peer on plain TCP or TLS. */
public final class StreamPeer extends Peer {

    private static final int MAX_DOCUMENT = 64 * 1024;

    private final Wire wire;
    private volatile @Nullable Ended ended;

    private StreamPeer(Wire wire, Dialect dialect) {
        super(dialect);
        this.wire = wire;
    }

    public static StreamPeer connect(Endpoint endpoint, Dialect dialect) throws IOException {
        return over(Wire.open(endpoint), dialect);
    }

    /** A peer on a connection that exists. */
    public static StreamPeer over(Wire wire, Dialect dialect) {
        return new StreamPeer(wire, dialect);
    }

    @Override
    public void say(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(true, bytes, 0, bytes.length);
    }

    /** Reads up to the newline and not a byte further: behind the last document the tunnel begins. */
    @Override
    public @Nullable String hear() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = wire.in().read(); b != '\n'; b = wire.in().read()) {
            if (b < 0) {
                check(line.size() == 0, "the connection ended inside a document: " + line);
                ended = new Ended(Ended.LOST, "");
                return null;
            }
            line.write(b);
            check(line.size() < MAX_DOCUMENT, "a document without an end");
        }
        byte[] document = line.toByteArray();
        Utf8 utf8 = new Utf8();
        check(utf8.accept(document, 0, document.length) && utf8.complete(), "a document that is not UTF-8");
        return new String(document, StandardCharsets.UTF_8);
    }

    @Override
    public void send(boolean text, byte[] bytes, int offset, int length) throws IOException {
        wire.out().write(bytes, offset, length);
        wire.out().flush();
    }

    @Override
    public int receive(byte[] into) throws IOException {
        int n = wire.in().read(into);
        if (n < 0) {
            ended = new Ended(Ended.LOST, "");
        }
        return n;
    }

    @Override
    public @Nullable Ended ended() {
        return ended;
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    public void leave() throws IOException {
        wire.close();
    }
}
