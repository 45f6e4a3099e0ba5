package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames that a server writes, RFC 6455 section 5.2. */
final class Frames {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int FIN = 0x80;
    static final int MAX_CONTROL_PAYLOAD = 125;

    private Frames() {}

    /** The length of an unmasked frame's head, in bytes. */
    static int headLength(long payloadLength) {
        return payloadLength < 126 ? 2 : payloadLength < 65536 ? 4 : 10;
    }

    /** Writes the head of an unmasked frame. */
    static void writeHead(byte[] bytes, int offset, int finAndOpcode, long payloadLength) {
        bytes[offset] = (byte) finAndOpcode;
        if (payloadLength < 126) {
            bytes[offset + 1] = (byte) payloadLength;
        } else if (payloadLength < 65536) {
            bytes[offset + 1] = 126;
            bytes[offset + 2] = (byte) (payloadLength >>> 8);
            bytes[offset + 3] = (byte) payloadLength;
        } else {
            bytes[offset + 1] = 127;
            ByteBuffer.wrap(bytes, offset + 2, Long.BYTES).putLong(payloadLength);
        }
    }

    /** A whole unmasked frame. */
    static byte[] frame(int opcode, byte[] payload) {
        int head = headLength(payload.length);
        byte[] frame = new byte[head + payload.length];
        writeHead(frame, 0, FIN | opcode, payload.length);
        System.arraycopy(payload, 0, frame, head, payload.length);
        return frame;
    }

    /** A close frame; a code that must not be sent gives one without payload. */
    static byte[] close(CloseReason reason) {
        if (reason.code() == CloseReason.NO_CODE || reason.code() == CloseReason.ABNORMAL) {
            return frame(CLOSE, new byte[0]);
        }
        byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
        return frame(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) reason.code())
                        .put(text)
                        .array());
    }

    /** Whether a client may close with this code, RFC 6455 section 7.4. */
    static boolean mayBeReceived(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) || (code >= 3000 && code <= 4999);
    }
}
