package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * A peer that speaks a plain stream of bytes over TCP or TLS. A WebSocket partner gets what it sends as text where it is
 * UTF-8, because that is what stock clients expect, and otherwise as binary; a code point is never cut. What could be the
 * beginning of a code point is kept back for a moment, in case the rest of it follows.
 */
final class StreamPeer extends Peer {

    private static final long HOLD_MILLIS = 20;

    // I/O thread only.
    private final Utf8Check utf8 = new Utf8Check();
    /** The unfinished code point at the end of what was sent on; at most three bytes. */
    private byte[] held = new byte[0];

    private XnioExecutor.@Nullable Key holdTimer;

    StreamPeer(UndertowTransport transport, Wire wire, IoBuffers io, long number, ConnectionInfo info) {
        super(transport, wire, io, number, info);
    }

    // ---- the way in

    @Override
    void input(byte[] bytes, int from, int to) {
        Peer other = partner;
        if (other == null) {
            dialogue.text(bytes, from, to);
        } else if (other instanceof WebSocketPeer) {
            passOnFrames(bytes, from, to);
        } else {
            passOn(bytes, from, to, to - from, true);
        }
    }

    /** Sends one frame with what was held, and what has arrived but for an unfinished code point. */
    private void passOnFrames(byte[] bytes, int from, int to) {
        if (holdTimer != null) {
            holdTimer.remove();
            holdTimer = null;
        }
        int start = from - held.length; // there is room in front: see IoBuffers.HEADROOM
        System.arraycopy(held, 0, bytes, start, held.length);
        held = new byte[0];
        utf8.reset();
        int end = to;
        int opcode = Frames.BINARY;
        if (utf8.accept(bytes, start, to)) {
            opcode = Frames.TEXT;
            int unfinished = utf8.unfinished(bytes, start, to);
            if (unfinished > 0) {
                end = to - unfinished;
                held = new byte[unfinished];
                System.arraycopy(bytes, end, held, 0, unfinished);
                holdTimer = thread().executeAfter(this::releaseHeld, HOLD_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        if (end > start) {
            int payload = end - start;
            int head = Frames.headLength(payload);
            Frames.writeHead(bytes, start - head, Frames.FIN | opcode, payload);
            passOn(bytes, start - head, end, payload, true);
        }
    }

    /** Nothing followed, so it was no code point. */
    private void releaseHeld() {
        if (held.length > 0) {
            byte[] frame = Frames.frame(Frames.BINARY, held);
            int payload = held.length;
            held = new byte[0];
            passOn(frame, 0, frame.length, payload, true);
        }
    }

    @Override
    void inputEnded(boolean orderly) {
        releaseHeld();
        endInput(
                orderly,
                orderly
                        ? new CloseReason(CloseReason.NORMAL, "")
                        : new CloseReason(CloseReason.ABNORMAL, "Connection lost"));
    }

    // ---- the way out

    @Override
    void sendMessage(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        transmit(null, bytes, 0, bytes.length);
    }

    @Override
    synchronized void deliver(Peer source, byte[] bytes, int from, int to, boolean frameEnds) {
        transmit(source, bytes, from, to);
    }

    @Override
    void sendGoodbye(CloseReason reason) {
        // What looks like a good end must be one: TLS tells an end from a loss, plain TCP cannot.
        endOutput(reason.code() != CloseReason.GOING_AWAY);
    }

    @Override
    boolean ping() {
        return false;
    }

    @Override
    boolean midFrame() {
        return false;
    }

    @Override
    void betweenFrames() {
        // A stream has no frames, and so nothing that waits for the end of one.
    }
}
