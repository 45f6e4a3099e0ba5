package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one WebSocket client, RFC 6455 section 5. What is relayed is rewritten where it lies: unmasked,
 * each frame under a server's head, control frames taken out, so that everything that came in one read leaves in one
 * write. No frame and no message is ever assembled; both may be of any length. Used by one I/O thread.
 */
final class FrameReader {

    /** What becomes of the messages. */
    enum Mode {
        /** Text goes to the owner; binary is only reported. */
        CONTROL,
        /** Messages are relayed as frames. */
        FRAMES,
        /** Only the content of messages is relayed. */
        PAYLOAD,
        /** Messages are thrown away. */
        DISCARD
    }

    /** Whose frames they are. */
    interface Owner {
        void text(byte[] bytes, int from, int to);

        void binary();

        /**
         * Takes what goes to the other end.
         *
         * @param payload how much of it is content
         * @param frameEnds whether it ends between two frames
         */
        void relay(byte[] bytes, int from, int to, int payload, boolean frameEnds);

        void ping(byte[] payload);

        /** Whether we have closed with this code, so that the client may send it back. */
        boolean saidGoodbyeWith(int code);

        /** The client's close frame; nothing is read after it. */
        void closeFrame(CloseReason reason);

        /** The client broke a rule; nothing is read after it. */
        void violation(CloseReason reason);
    }

    private static final int MAX_HEAD = 14;

    private final Owner owner;

    /** The head of the current frame, as far as it has arrived. */
    private final byte[] head = new byte[MAX_HEAD];

    private int headFill;
    private boolean inFrame;
    private boolean ended;

    private boolean fin;
    private int opcode;
    private long left;
    private int key;

    /** The opcode of the current message; {@link Frames#CONTINUATION} between messages. */
    private int message;

    private final Utf8Check utf8 = new Utf8Check();
    private byte[] control = new byte[0];
    private int controlFill;

    FrameReader(Owner owner) {
        this.owner = owner;
    }

    /** Whether no message has begun that has not ended. */
    boolean betweenMessages() {
        return message == Frames.CONTINUATION;
    }

    /**
     * Reads what has arrived, and destroys it.
     *
     * @param bytes with {@link IoBuffers#HEADROOM} free bytes in front of {@code from}
     */
    void read(byte[] bytes, int from, int to, Mode mode) {
        int r = from; // the next byte to read
        int start = from; // where the output begins
        int w = from; // where it ends
        int payload = 0;
        while (!ended) {
            if (!inFrame) {
                r = takeHead(bytes, r, to);
                if (headFill < headNeeded()) {
                    break;
                }
                CloseReason broken = beginFrame();
                if (broken != null) {
                    relay(bytes, start, w, payload);
                    end();
                    owner.violation(broken);
                    return;
                }
                inFrame = true;
                if (opcode == Frames.BINARY && mode == Mode.CONTROL) {
                    owner.binary();
                }
                if (opcode < Frames.CLOSE && mode == Mode.FRAMES) {
                    int length = Frames.headLength(left);
                    if (w == start) {
                        start = w = r - length; // so the first payload need not be moved
                    }
                    Frames.writeHead(bytes, w, (fin ? Frames.FIN : 0) | opcode, left);
                    w += length;
                }
            }
            int n = (int) Math.min(left, to - r);
            if (opcode >= Frames.CLOSE) {
                Masking.unmask(bytes, r, r, n, key);
                System.arraycopy(bytes, r, control, controlFill, n);
                controlFill += n;
            } else if (mode == Mode.FRAMES || mode == Mode.PAYLOAD) {
                if (w == start && mode == Mode.PAYLOAD) {
                    start = w = r;
                }
                Masking.unmask(bytes, r, w, n, key);
                if (!textIsGood(bytes, w, w + n, left == n)) {
                    relay(bytes, start, w, payload);
                    notUtf8();
                    return;
                }
                w += n;
                payload += n;
            } else if (mode == Mode.CONTROL) {
                Masking.unmask(bytes, r, r, n, key);
                if (!textIsGood(bytes, r, r + n, left == n)) {
                    notUtf8();
                    return;
                }
                if (message == Frames.TEXT && n > 0) {
                    owner.text(bytes, r, r + n);
                }
            }
            key = Masking.turn(key, n);
            r += n;
            left -= n;
            if (left > 0) {
                break;
            }
            inFrame = false;
            headFill = 0;
            if (opcode >= Frames.CLOSE) {
                if (opcode == Frames.CLOSE) {
                    relay(bytes, start, w, payload);
                    start = w = r;
                    payload = 0;
                }
                endControlFrame();
            } else if (fin) {
                message = Frames.CONTINUATION;
            }
        }
        relay(bytes, start, w, payload);
    }

    private void relay(byte[] bytes, int start, int end, int payload) {
        if (end > start) {
            owner.relay(bytes, start, end, payload, !inFrame || opcode >= Frames.CLOSE);
        }
    }

    private void end() {
        ended = true;
    }

    private void notUtf8() {
        end();
        owner.violation(new CloseReason(CloseReason.INVALID_DATA, "Text is not UTF-8."));
    }

    private boolean textIsGood(byte[] bytes, int from, int to, boolean frameEnds) {
        return message != Frames.TEXT || (utf8.accept(bytes, from, to) && (!frameEnds || !fin || utf8.complete()));
    }

    /** Copies what is there of the head, and returns where reading goes on. */
    private int takeHead(byte[] bytes, int from, int to) {
        int r = from;
        while (r < to && headFill < headNeeded()) {
            head[headFill++] = bytes[r++];
        }
        return r;
    }

    /** The length of the head, as far as its beginning tells. */
    private int headNeeded() {
        if (headFill < 2) {
            return 2;
        }
        int length = head[1] & 0x7F;
        int mask = (head[1] & 0x80) != 0 ? 4 : 0;
        return 2 + (length < 126 ? 0 : length == 126 ? 2 : 8) + mask;
    }

    /** Interprets the head, and returns what is wrong with it, if anything. */
    private @Nullable CloseReason beginFrame() {
        int first = head[0] & 0xFF;
        fin = (first & Frames.FIN) != 0;
        opcode = first & 0x0F;
        if ((first & 0x70) != 0) {
            return violation("Reserved bits are set.");
        }
        if ((head[1] & 0x80) == 0) {
            return violation("A client must mask its frames.");
        }
        ByteBuffer rest = ByteBuffer.wrap(head, 2, headFill - 2);
        int shortLength = head[1] & 0x7F;
        left = shortLength < 126 ? shortLength : shortLength == 126 ? rest.getShort() & 0xFFFF : rest.getLong();
        if (left < 0 || (shortLength == 126 && left < 126) || (shortLength == 127 && left < 65536)) {
            return violation("The frame's length is not encoded as it must be.");
        }
        key = Integer.reverseBytes(rest.getInt());
        if (opcode >= Frames.CLOSE) {
            return beginControlFrame();
        }
        if (opcode > Frames.BINARY) {
            return violation("Unknown opcode.");
        }
        if ((opcode == Frames.CONTINUATION) == betweenMessages()) {
            return violation("A message must be continued, and ended, before the next.");
        }
        if (opcode != Frames.CONTINUATION) {
            message = opcode;
            utf8.reset();
        }
        return null;
    }

    private @Nullable CloseReason beginControlFrame() {
        if (opcode > Frames.PONG) {
            return violation("Unknown opcode.");
        }
        if (!fin || left > Frames.MAX_CONTROL_PAYLOAD) {
            return violation("A control frame must be whole and short.");
        }
        control = new byte[(int) left];
        controlFill = 0;
        return null;
    }

    private void endControlFrame() {
        if (opcode == Frames.PING) {
            owner.ping(control);
        } else if (opcode == Frames.CLOSE) {
            end();
            CloseReason reason = closeReason();
            if (reason == null) {
                owner.violation(violation("The close frame is not valid."));
            } else {
                owner.closeFrame(reason);
            }
        }
    }

    /** What the close frame says, or {@code null} when it may not say that. */
    private @Nullable CloseReason closeReason() {
        if (control.length == 0) {
            return new CloseReason(CloseReason.NO_CODE, "");
        }
        if (control.length == 1) {
            return null;
        }
        int code = ByteBuffer.wrap(control).getShort() & 0xFFFF;
        utf8.reset();
        boolean allowed = Frames.mayBeReceived(code) || owner.saidGoodbyeWith(code);
        if (!allowed || !utf8.accept(control, 2, control.length) || !utf8.complete()) {
            return null;
        }
        return new CloseReason(code, new String(control, 2, control.length - 2, StandardCharsets.UTF_8));
    }

    private static CloseReason violation(String text) {
        return new CloseReason(CloseReason.PROTOCOL_ERROR, text);
    }
}
