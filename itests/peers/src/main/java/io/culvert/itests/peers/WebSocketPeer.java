package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A peer on WebSocket, RFC 6455, made from sockets so that every bit can be wrong on purpose. It answers pings while it
 * is made to receive, and at no other time.
 */
public final class WebSocketPeer extends Peer {

    /** The gateway's public path. */
    public static final String PATH = "/websocket";

    private static final int MAX_DOCUMENT = 64 * 1024;

    private final Wire wire;
    private final FrameReader reader;
    private final FrameWriter writer;
    private boolean insidePayload;
    private boolean closeSent;
    private volatile boolean mute;
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger pongs = new AtomicInteger();
    private volatile @Nullable Ended ended;
    private volatile @Nullable String session;

    private WebSocketPeer(Wire wire, Dialect dialect) {
        super(dialect);
        this.wire = wire;
        this.reader = new FrameReader(wire.in());
        this.writer = new FrameWriter(wire.out());
    }

    public static WebSocketPeer connect(Endpoint endpoint, Dialect dialect) throws IOException {
        return connect(endpoint, PATH, dialect);
    }

    /**
     * Connects to a path of the gateway.
     *
     * @throws UpgradeRefused when the gateway says no
     */
    public static WebSocketPeer connect(Endpoint endpoint, String path, Dialect dialect) throws IOException {
        return over(Wire.open(endpoint), endpoint, path, dialect);
    }

    /** Makes the handshake on a connection that exists. */
    public static WebSocketPeer over(Wire wire, Endpoint endpoint, String path, Dialect dialect) throws IOException {
        try {
            Upgrade.perform(wire, endpoint, path);
            return new WebSocketPeer(wire, dialect);
        } catch (IOException e) {
            wire.drop();
            throw e;
        }
    }

    /** Sends a frame of any kind, masked as it must be. */
    public void frame(Frame frame, byte[] payload) throws IOException {
        writer.write(frame, payload, 0, payload.length);
    }

    /** Sends a part of the payload as a frame. */
    public void frame(Frame frame, byte[] bytes, int offset, int length) throws IOException {
        writer.write(frame, bytes, offset, length);
    }

    /** Sends bytes as they are. */
    public void raw(byte[] bytes) throws IOException {
        writer.raw(bytes, 0, bytes.length);
    }

    /** From now on pings are not answered. */
    public void mute() {
        mute = true;
    }

    /** What the gateway calls this connection, as it says when it ends it; {@code null} before that. */
    public @Nullable String session() {
        return session;
    }

    /** How many pings of the gateway came. */
    public int pings() {
        return pings.get();
    }

    /** How many pongs of the gateway came. */
    public int pongs() {
        return pongs.get();
    }

    @Override
    public void say(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(true, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable String hear() throws IOException {
        Message message = message(MAX_DOCUMENT);
        if (message == null) {
            return null;
        }
        check(message.text(), "a binary message before the tunnel");
        String document = new String(message.payload(), StandardCharsets.UTF_8);
        check(document.endsWith("\n"), "a document without a newline: " + document);
        return document.substring(0, document.length() - 1);
    }

    @Override
    public void send(boolean text, byte[] bytes, int offset, int length) throws IOException {
        writer.write(Frame.whole(text ? Frame.TEXT : Frame.BINARY, length), bytes, offset, length);
    }

    @Override
    public int receive(byte[] into) throws IOException {
        while (ended == null) {
            if (insidePayload) {
                int n = payload(into);
                if (n > 0) {
                    return n;
                }
                insidePayload = false;
            }
            insidePayload = ended == null && nextDataFrame() != null;
        }
        return -1;
    }

    /**
     * Receives a whole message.
     *
     * @param limit the most bytes it may have
     * @return {@code null} when the gateway ended the connection, see {@link #ended}
     */
    public @Nullable Message message(int limit) throws IOException {
        byte[] payload = new byte[0];
        for (Frame frame = nextDataFrame(); frame != null; frame = nextDataFrame()) {
            check(payload.length + frame.length() <= limit, "a message of more than " + limit + " bytes");
            byte[] part = reader.wholePayload();
            payload = Arrays.copyOf(payload, payload.length + part.length);
            System.arraycopy(part, 0, payload, payload.length - part.length, part.length);
            if (frame.fin()) {
                return new Message(reader.text(), payload);
            }
        }
        return null;
    }

    /**
     * Sends a Close frame; data may still be received until the gateway's own comes.
     *
     * @param code of the frame; {@link Ended#NO_CODE} for one without
     */
    public void close(int code, String text) throws IOException {
        closeSent = true;
        byte[] payload = code == Ended.NO_CODE ? new byte[0] : ("  " + text).getBytes(StandardCharsets.UTF_8);
        if (payload.length > 0) {
            payload[0] = (byte) (code >>> 8);
            payload[1] = (byte) code;
        }
        frame(Frame.whole(Frame.CLOSE, payload.length), payload);
    }

    @Override
    public void leave() throws IOException {
        close(1000, "");
    }

    @Override
    public @Nullable Ended ended() {
        return ended;
    }

    @Override
    public Wire wire() {
        return wire;
    }

    private int payload(byte[] into) throws IOException {
        try {
            return reader.payload(into, 0, into.length);
        } catch (EOFException | SocketException e) {
            ended = new Ended(Ended.LOST, "");
            return -1;
        }
    }

    /** Deals with control frames up to the next data frame; {@code null} at the end. */
    private @Nullable Frame nextDataFrame() throws IOException {
        while (ended == null) {
            Frame frame;
            try {
                frame = reader.next();
            } catch (EOFException | SocketException e) {
                ended = new Ended(Ended.LOST, "");
                return null;
            }
            switch (frame.opcode()) {
                case Frame.PING -> {
                    pings.incrementAndGet();
                    if (mute) {
                        reader.wholePayload();
                        continue;
                    }
                    writer.later(Frame.PONG, reader.wholePayload());
                }
                case Frame.PONG -> {
                    pongs.incrementAndGet();
                    reader.wholePayload();
                }
                case Frame.CLOSE -> closed(reader.wholePayload());
                default -> {
                    return frame;
                }
            }
        }
        return null;
    }

    private void closed(byte[] payload) throws IOException {
        check(payload.length != 1, "a Close frame with half a code");
        int code = payload.length == 0 ? Ended.NO_CODE : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        check(payload.length == 0 || mayBeSent(code), "a close code that must not be sent: " + code);
        int length = Math.max(0, payload.length - 2);
        Utf8 utf8 = new Utf8();
        check(length == 0 || (utf8.accept(payload, 2, length) && utf8.complete()), "a close reason that is not UTF-8");
        if (!closeSent) {
            writer.later(Frame.CLOSE, payload);
        }
        awaitEndOfConnection();
        String text = length == 0 ? "" : new String(payload, 2, length, StandardCharsets.UTF_8);
        session = Ended.id(text);
        // Whoever closed first gets back what it said.
        ended = Ended.of(code, text, closeSent || code == Ended.NO_CODE);
    }

    /** RFC 6455 section 7.1.1: the server is the one to close the connection first. */
    private void awaitEndOfConnection() throws IOException {
        try {
            check(wire.in().read() < 0, "bytes behind the Close frame");
        } catch (SocketException e) {
            // A reset ends a connection as well; what we sent last may have crossed the gateway's Close frame.
        }
    }

    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1014 && code != 1004 && code != Ended.NO_CODE && code != Ended.LOST)
                || (code >= 3000 && code < 5000);
    }
}
