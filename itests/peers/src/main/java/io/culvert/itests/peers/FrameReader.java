package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the frames of a server and refuses everything that RFC 6455 forbids to it. One thread. */
final class FrameReader {

    private final InputStream in;
    private final Utf8 utf8 = new Utf8();
    private Frame frame = Frame.whole(Frame.PONG, 0);
    private long left;
    private boolean insideMessage;
    private boolean insideText;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next frame; the payload of the one before must have been read.
     *
     * @throws EOFException when the connection ended where a frame could begin
     */
    Frame next() throws IOException {
        if (left > 0) {
            throw new IllegalStateException(left + " bytes of the payload not read");
        }
        int first = in.read();
        if (first < 0) {
            throw new EOFException("end of the connection");
        }
        int second = octet();
        frame = new Frame((first & 0x80) != 0, (first >> 4) & 7, first & 0xF, length(second));
        left = frame.length();
        checkHead(second);
        return frame;
    }

    /**
     * Reads some of the current frame's payload; -1 when there is no more of it.
     *
     * @throws EOFException when the connection ended inside the frame: there can be no Close frame then
     */
    int payload(byte[] into, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(into, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("the connection ended inside a frame, " + left + " bytes before its end");
        }
        left -= n;
        if (insideText && !frame.control()) {
            check(utf8.accept(into, offset, n), "a text message that is not UTF-8");
            check(left > 0 || !frame.fin() || utf8.complete(), "a text message that ends inside a character");
        }
        return n;
    }

    /** Reads the whole payload of the current frame. */
    byte[] wholePayload() throws IOException {
        byte[] payload = new byte[Math.toIntExact(left)];
        int done = 0;
        while (done < payload.length) {
            done += payload(payload, done, payload.length - done);
        }
        return payload;
    }

    /** Whether the message being read is text. */
    boolean text() {
        return insideText;
    }

    private void checkHead(int second) {
        check((second & 0x80) == 0, "a masked frame from the server");
        check(frame.reserved() == 0, "reserved bits without an extension: " + frame);
        if (frame.control()) {
            check(frame.opcode() <= Frame.PONG, "unknown control frame: " + frame);
            check(frame.fin(), "a fragmented control frame: " + frame);
            check(frame.length() <= Frame.MAX_CONTROL, "a long control frame: " + frame);
            return;
        }
        check(frame.opcode() <= Frame.BINARY, "unknown data frame: " + frame);
        boolean continues = frame.opcode() == Frame.CONTINUATION;
        check(continues == insideMessage, insideMessage ? "a message inside a message" : "nothing to continue");
        if (!continues) {
            insideText = frame.opcode() == Frame.TEXT;
        }
        insideMessage = !frame.fin();
        check(
                !(insideText && frame.fin() && frame.length() == 0) || utf8.complete(),
                "a text message that ends inside a character");
    }

    private long length(int second) throws IOException {
        int form = second & 0x7F;
        if (form < 126) {
            return form;
        }
        long length = 0;
        for (int i = form == 126 ? 2 : 8; i > 0; i--) {
            length = (length << 8) | octet();
        }
        check(length >= (form == 126 ? 126 : 65536), "a length that is not in the shortest form");
        return length;
    }

    private int octet() throws IOException {
        int octet = in.read();
        check(octet >= 0, "the connection ended inside the head of a frame");
        return octet;
    }
}
