package io.culvert.itests.peers;

/**
 * The head of a WebSocket frame, RFC 6455 section 5.2.
 *
 * @param fin whether it is the last of its message
 * @param reserved the three RSV bits, 0 to 7
 * @param opcode 0 to 15
 * @param length of the payload in bytes
 */
public record Frame(boolean fin, int reserved, int opcode, long length) {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** The most that a control frame can carry. */
    public static final int MAX_CONTROL = 125;

    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASKED = 0x80;

    /** A whole message, or a control frame. */
    public static Frame whole(int opcode, long length) {
        return new Frame(true, 0, opcode, length);
    }

    public boolean control() {
        return opcode >= CLOSE;
    }

    /** Writes the head with a masking key, in the shortest form. */
    byte[] encode(int key) {
        int lengthBytes = length < LENGTH_16 ? 0 : length <= 0xFFFF ? 2 : 8;
        byte[] head = new byte[2 + lengthBytes + 4];
        head[0] = (byte) ((fin ? 0x80 : 0) | (reserved << 4) | opcode);
        head[1] = (byte) (MASKED | (lengthBytes == 0 ? (int) length : lengthBytes == 2 ? LENGTH_16 : LENGTH_64));
        for (int i = 0; i < lengthBytes; i++) {
            head[2 + i] = (byte) (length >>> (8 * (lengthBytes - 1 - i)));
        }
        for (int i = 0; i < 4; i++) {
            head[2 + lengthBytes + i] = (byte) (key >>> (8 * (3 - i)));
        }
        return head;
    }
}
