package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a gateway (RFC 6455 section 5), read as one stream of payload: neither the kind of a message nor where
 * it ends matters in a tunnel. A frame of any length passes through a buffer of fixed size. For one thread.
 */
final class FrameReader {

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_HEADER = 10;
    private static final int MAX_CONTROL = 125;

    private final InputStream in;
    private final Consumer<byte[]> pings;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private long remaining;
    private boolean lastFrame = true;
    private @Nullable CloseFrame close;

    /** @param pings is given each ping's payload, and must not block */
    FrameReader(InputStream in, Consumer<byte[]> pings) {
        this.in = in;
        this.pings = pings;
    }

    /** How the gateway closed, once {@link #read} has given -1. */
    @Nullable CloseFrame close() {
        return close;
    }

    /** Whether everything of the current message was read. */
    boolean atMessageEnd() {
        return lastFrame && remaining == 0;
    }

    /**
     * Waits for at least one byte; takes those of further frames as long as they have arrived already.
     *
     * @return -1 after a Close frame
     * @throws EOFException when the connection ended without one
     */
    int read(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && (done == 0 || more())) {
            if (remaining == 0) {
                if (!nextFrame()) {
                    return done > 0 ? done : -1;
                }
            } else {
                int count = payload(target, offset + done, (int) Math.min(length - done, remaining), done > 0);
                remaining -= count;
                done += count;
            }
        }
        return done;
    }

    /** Whether reading on needs no waiting. */
    private boolean more() {
        if (close != null) {
            return false;
        }
        return remaining > 0 ? position < limit : frameHeadBuffered();
    }

    private boolean frameHeadBuffered() {
        int available = limit - position;
        if (available < 2) {
            return false;
        }
        int length = buffer[position + 1] & 0x7F;
        boolean control = (buffer[position] & 0x8) != 0;
        // The end of the tunnel is reported by a read of its own, after all data.
        if (control && (buffer[position] & 0xF) == CLOSE) {
            return false;
        }
        return available >= (control ? 2 + length : MAX_HEADER);
    }

    private int payload(byte[] target, int offset, int length, boolean onlyBuffered) throws IOException {
        int buffered = limit - position;
        if (buffered == 0 && !onlyBuffered && length >= buffer.length) {
            return received(in.read(target, offset, length));
        }
        if (buffered == 0) {
            fill();
            buffered = limit - position;
        }
        int count = Math.min(length, buffered);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /** Begins the next data frame, or deals with one control frame. */
    private boolean nextFrame() throws IOException {
        if (close != null) {
            return false;
        }
        int first = octet();
        int second = octet();
        if ((first & 0x70) != 0) {
            throw broken("a reserved bit is set");
        }
        if ((second & 0x80) != 0) {
            throw broken("a frame of the gateway is masked");
        }
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0xF;
        switch (opcode) {
            case CONTINUATION, TEXT, BINARY -> beginData(opcode, last, second & 0x7F);
            case CLOSE, PING, PONG -> control(opcode, last, second & 0x7F);
            default -> throw broken("opcode " + opcode + " is not defined");
        }
        return close == null;
    }

    private void beginData(int opcode, boolean last, int shortLength) throws IOException {
        if ((opcode == CONTINUATION) == lastFrame) {
            throw broken(lastFrame ? "a continuation of nothing" : "a new message inside another");
        }
        remaining = switch (shortLength) {
            case 126 -> number(2);
            case 127 -> number(8);
            default -> shortLength;
        };
        if (remaining < 0) {
            throw broken("a length beyond 63 bits");
        }
        lastFrame = last;
    }

    private void control(int opcode, boolean last, int length) throws IOException {
        if (!last || length > MAX_CONTROL) {
            throw broken("a control frame that is fragmented or too long");
        }
        byte[] payload = new byte[length];
        for (int done = 0; done < length; ) {
            done += payload(payload, done, length - done, false);
        }
        if (opcode == PING) {
            pings.accept(payload);
        } else if (opcode == CLOSE) {
            close = closeFrame(payload);
        }
    }

    private static CloseFrame closeFrame(byte[] payload) throws CulvertException {
        if (payload.length == 0) {
            return new CloseFrame(CloseFrame.NO_CODE, "");
        }
        if (payload.length == 1) {
            throw broken("half a close code");
        }
        int code = ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        return new CloseFrame(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    private long number(int octets) throws IOException {
        long number = 0;
        for (int i = 0; i < octets; i++) {
            number = (number << 8) | octet();
        }
        return number;
    }

    private int octet() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++] & 0xFF;
    }

    private void fill() throws IOException {
        position = 0;
        limit = 0;
        limit = received(in.read(buffer, 0, buffer.length));
    }

    private static int received(int count) throws EOFException {
        if (count < 0) {
            throw new EOFException("the connection ended without a Close frame");
        }
        return count;
    }

    private static CulvertException broken(String what) {
        return new CulvertException(Kind.PROTOCOL, "The gateway broke the rules of WebSocket: " + what);
    }
}
