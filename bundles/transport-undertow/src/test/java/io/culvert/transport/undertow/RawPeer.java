package io.culvert.transport.undertow;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A WebSocket client that can send anything, and is strict about what it gets. */
final class RawPeer implements AutoCloseable {

    /** A frame from the gateway. */
    static final class Frame {
        private final boolean fin;
        private final int opcode;
        private final byte[] payload;

        Frame(boolean fin, int opcode, byte[] payload) {
            this.fin = fin;
            this.opcode = opcode;
            this.payload = payload;
        }

        boolean fin() {
            return fin;
        }

        int opcode() {
            return opcode;
        }

        byte[] payload() {
            return payload;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        String closeText() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    final Socket socket;
    final DataInputStream in;
    final OutputStream out;
    private final Random random = new Random(7);

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) (Gateway.PATIENCE_SECONDS * 1000));
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawPeer connect(Socket socket) throws IOException {
        RawPeer peer = new RawPeer(socket);
        String answer = peer.request(
                "/websocket",
                "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        if (!answer.startsWith("HTTP/1.1 101 ") || !answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
            throw new AssertionError(answer);
        }
        return peer;
    }

    static RawPeer connect(int port) throws IOException {
        return connect(new Socket("127.0.0.1", port));
    }

    /** Sends a request and reads the head of the answer. */
    String request(String path, String headers) throws IOException {
        return head("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    /** Sends a request as it is, and reads the head of an answer. */
    String head(String request) throws IOException {
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Sends a request as it is, and reads an answer of known length. */
    String exchange(String request) throws IOException {
        String head = head(request);
        int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("after " + body.length + " bytes of the answer " + head);
        }
        return head + new String(body, StandardCharsets.UTF_8);
    }

    /** Reads an answer of known length. */
    String readAnswer() throws IOException {
        return exchange("");
    }

    RawPeer send(int finAndOpcode, byte[] payload) throws IOException {
        out.write(frame(finAndOpcode, payload, payload.length));
        return this;
    }

    RawPeer sendText(String text) throws IOException {
        return send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    RawPeer sendClose(int code, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return send(
                0x88,
                ByteBuffer.allocate(2 + bytes.length)
                        .putShort((short) code)
                        .put(bytes)
                        .array());
    }

    /** A masked frame, with as much payload as is given, whatever its head says. */
    byte[] frame(int finAndOpcode, byte[] payload, long length) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(finAndOpcode);
        if (length < 126) {
            frame.write(0x80 | (int) length);
        } else if (length < 65536) {
            frame.write(0x80 | 126);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        frame.writeBytes(mask);
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i & 3];
        }
        frame.writeBytes(masked);
        return frame.toByteArray();
    }

    Frame receive() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) != 0) {
            throw new AssertionError("a server must not mask");
        }
        long length = second;
        if (second == 126) {
            length = in.readUnsignedShort();
        } else if (second == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame((first & 0x80) != 0, first & 0x0F, payload);
    }

    /** The next frame that is no ping. */
    Frame receiveData() throws IOException {
        Frame frame = receive();
        while (frame.opcode() == 9) {
            frame = receive();
        }
        return frame;
    }

    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
