package io.culvert.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway's side of one connection; knows the rules that a client must keep, and fails when it does not. */
final class TestPeer {

    final Socket socket;
    private final Socket tcp;
    final boolean webSocket;
    final AtomicInteger pongs = new AtomicInteger();
    volatile String clientClose = "";
    private final DataInputStream in;
    private final OutputStream out;
    private final TestGateway.Habits habits;
    private boolean closeSent;
    private long remaining;
    private final byte[] key = new byte[4];
    private int keyAt;
    private boolean lastFrame = true;

    TestPeer(Socket tcp, Socket socket, boolean webSocket, TestGateway.Habits habits) throws IOException {
        this.tcp = tcp;
        this.socket = socket;
        this.webSocket = webSocket;
        this.habits = habits;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 256 * 1024));
        this.out = socket.getOutputStream();
    }

    /** Answers the opening handshake with this status. */
    void upgrade(int status) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (status != 101) {
            out.write(("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.close();
            throw new EOFException("not upgraded");
        }
        int at = head.indexOf("Sec-WebSocket-Key: ") + "Sec-WebSocket-Key: ".length();
        String accept = accept(head.substring(at, head.indexOf("\r\n", at)));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** One document before the tunnel. */
    String document() throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        byte[] octet = new byte[1];
        do {
            if (read(octet, 0, 1) < 0) {
                throw new EOFException();
            }
            document.write(octet[0]);
        } while (webSocket ? !(lastFrame && remaining == 0) : octet[0] != '\n');
        return document.toString(StandardCharsets.UTF_8);
    }

    void send(String document) throws IOException {
        byte[] utf8 = (document + "\n").getBytes(StandardCharsets.UTF_8);
        if (webSocket) {
            frames(0x1, utf8, utf8.length);
        } else {
            out.write(utf8);
        }
    }

    /** Payload; -1 when the client has ended in good order. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (!webSocket) {
            return in.read(target, offset, length);
        }
        while (remaining == 0) {
            if (!nextFrame()) {
                return -1;
            }
        }
        int count = in.read(target, offset, (int) Math.min(length, remaining));
        if (count < 0) {
            throw new EOFException("cut inside a frame");
        }
        for (int i = 0; i < count; i++) {
            target[offset + i] ^= key[keyAt++ & 3];
        }
        remaining -= count;
        return count;
    }

    private boolean nextFrame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new AssertionError("a client's frame must be masked");
        }
        long length = second & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        in.readFully(key);
        keyAt = 0;
        int opcode = first & 0xF;
        if (opcode < 8) {
            lastFrame = (first & 0x80) != 0;
            remaining = length;
            return true;
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        switch (opcode) {
            case 0x9 -> frame(0x8A, payload, 0, payload.length);
            case 0xA -> pongs.incrementAndGet();
            case 0x8 -> {
                int code = payload.length < 2 ? 1005 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
                clientClose = code + " "
                        + new String(
                                payload,
                                Math.min(2, payload.length),
                                Math.max(0, payload.length - 2),
                                StandardCharsets.UTF_8);
                if (code != 1000) {
                    throw new EOFException("closed with " + code);
                }
                return false;
            }
            default -> throw new AssertionError("opcode " + opcode);
        }
        return true;
    }

    synchronized void write(byte[] source, int length) throws IOException {
        if (webSocket) {
            frames(habits.text() ? 0x1 : 0x2, source, length);
        } else {
            out.write(source, 0, length);
        }
    }

    private synchronized void frames(int opcode, byte[] source, int length) throws IOException {
        int most = habits.fragment() == 0 ? length : habits.fragment();
        for (int done = 0; done < length || done == 0; ) {
            int part = Math.min(most, length - done);
            boolean last = done + part == length;
            frame((last ? 0x80 : 0) | (done == 0 ? opcode : 0), source, done, part);
            if (habits.pings()) {
                frame(0x89, "are you there".getBytes(StandardCharsets.US_ASCII), 0, 13);
            }
            done += part;
            if (part == 0) {
                return;
            }
        }
    }

    private synchronized void frame(int first, byte[] source, int offset, int length) throws IOException {
        int head = length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10;
        byte[] frame = new byte[head + length];
        frame[0] = (byte) first;
        frame[1] = (byte) (head == 2 ? length : head == 4 ? 126 : 127);
        for (int i = head - 1, rest = length; i > 1; i--, rest >>>= 8) {
            frame[i] = (byte) rest;
        }
        System.arraycopy(source, offset, frame, head, length);
        out.write(frame);
    }

    /** Ends the gateway's direction; on a stream the code decides whether in good order. */
    synchronized void close(int code, String text) throws IOException {
        if (closeSent) {
            return;
        }
        closeSent = true;
        if (webSocket) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            byte[] payload = new byte[utf8.length + 2];
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(utf8, 0, payload, 2, utf8.length);
            frame(0x88, payload, 0, payload.length);
        } else if (code == 1001) {
            kill();
        } else {
            socket.shutdownOutput();
        }
    }

    /** As when the gateway's process is killed. */
    void kill() throws IOException {
        cut();
    }

    /** As when the cable is: over TLS without a goodbye. */
    void cut() throws IOException {
        try {
            tcp.setSoLinger(true, 0);
        } catch (SocketException e) {
            // Closed already.
        }
        tcp.close();
    }
}
