package io.culvert.client;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client's frames (RFC 6455 section 5), each masked with a key of its own and handed over in one write. For any
 * thread; whoever writes keeps the others waiting, in the order of their coming.
 */
final class FrameWriter {

    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int MAX_HEADER = 14;
    private static final int MAX_PAYLOAD = 64 * 1024;
    private static final int MAX_CLOSE_TEXT = 123;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final OutputStream out;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final byte[] buffer = new byte[MAX_HEADER + MAX_PAYLOAD];
    private final SecureRandom random = new SecureRandom();
    private final byte[] keys = new byte[1024];
    private int nextKey = keys.length;
    private boolean closed;
    private volatile long lastWrite = System.nanoTime();

    FrameWriter(OutputStream out) {
        this.out = out;
    }

    /** Sends whole messages of at most 64 KiB. */
    void message(int opcode, byte[] source, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, MAX_PAYLOAD);
            turn.lock();
            try {
                if (closed) {
                    throw new IOException("closed already");
                }
                frame(opcode, source, offset + done, part);
            } finally {
                turn.unlock();
            }
            done += part;
        }
    }

    /** Sends a pong, asked for or not. Nothing is sent after the Close frame. */
    void pong(byte[] payload) throws IOException {
        turn.lock();
        try {
            if (!closed) {
                frame(PONG, payload, 0, payload.length);
            }
        } finally {
            turn.unlock();
        }
    }

    /** The last frame. The first call counts. */
    void close(int code, String text) throws IOException {
        turn.lock();
        try {
            closeFrame(code, text);
        } finally {
            turn.unlock();
        }
    }

    /** As {@link #close}, but gives up, with false, when somebody else's write does not end in time. */
    boolean tryClose(int code, String text, Duration patience) throws IOException, InterruptedException {
        if (turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                closeFrame(code, text);
                return true;
            } finally {
                turn.unlock();
            }
        }
        return false;
    }

    /** For how long nothing was sent. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastWrite);
    }

    private void closeFrame(int code, String text) throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, MAX_CLOSE_TEXT);
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(utf8, 0, payload, 2, length);
        frame(CLOSE, payload, 0, payload.length);
    }

    private void frame(int opcode, byte[] source, int offset, int length) throws IOException {
        int at = 0;
        buffer[at++] = (byte) (FINAL | opcode);
        if (length <= 125) {
            buffer[at++] = (byte) (MASKED | length);
        } else if (length <= 0xFFFF) {
            buffer[at++] = (byte) (MASKED | 126);
            buffer[at++] = (byte) (length >> 8);
            buffer[at++] = (byte) length;
        } else {
            buffer[at++] = (byte) (MASKED | 127);
            LONG.set(buffer, at, (long) length);
            at += Long.BYTES;
        }
        int key = key();
        INT.set(buffer, at, key);
        at += Integer.BYTES;
        mask(source, offset, buffer, at, length, key);
        out.write(buffer, 0, at + length);
        lastWrite = System.nanoTime();
    }

    /** Copies and masks (RFC 6455 section 5.3). */
    static void mask(byte[] source, int from, byte[] target, int to, int length, int key) {
        long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
        int done = 0;
        for (; done <= length - Long.BYTES; done += Long.BYTES) {
            LONG.set(target, to + done, (long) LONG.get(source, from + done) ^ wide);
        }
        for (; done < length; done++) {
            target[to + done] = (byte) (source[from + done] ^ (key >> (24 - 8 * (done & 3))));
        }
    }

    /** A key nobody can foresee (RFC 6455 section 10.3); drawn in lots, since each draw is dear. */
    private int key() {
        if (nextKey == keys.length) {
            random.nextBytes(keys);
            nextKey = 0;
        }
        int key = (int) INT.get(keys, nextKey);
        nextKey += Integer.BYTES;
        return key;
    }
}
