package io.culvert.itests.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes masked frames. Any thread; frames leave whole. A reader's answer ({@link #later}) never waits for a writer that
 * is stuck, or two peers that flood each other would stop reading and hang for ever.
 */
final class FrameWriter {

    private static final int COALESCED = 128 * 1024;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<byte[]> answers = new ConcurrentLinkedQueue<>();

    FrameWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes a frame; {@code frame.length()} may promise more than is given here. */
    void write(Frame frame, byte[] payload, int offset, int length) throws IOException {
        lock.lock();
        try {
            put(frame, payload, offset, length);
        } finally {
            lock.unlock();
        }
        flushAnswers();
    }

    /** Writes a control frame between two others, now or as soon as it is possible. */
    void later(int opcode, byte[] payload) throws IOException {
        answers.add(masked(opcode, payload));
        flushAnswers();
    }

    /** Writes bytes as they are. */
    void raw(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            out.write(bytes, offset, length);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private void flushAnswers() throws IOException {
        while (!answers.isEmpty() && lock.tryLock()) {
            try {
                byte[] answer = answers.poll();
                if (answer != null) {
                    out.write(answer);
                    out.flush();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void put(Frame frame, byte[] payload, int offset, int length) throws IOException {
        int key = ThreadLocalRandom.current().nextInt();
        byte[] head = frame.encode(key);
        int done = 0;
        byte[] masked = new byte[Math.min(head.length + length, COALESCED)];
        int at = head.length;
        System.arraycopy(head, 0, masked, 0, at);
        do {
            int n = Math.min(length - done, masked.length - at);
            System.arraycopy(payload, offset + done, masked, at, n);
            mask(masked, at, n, Integer.rotateLeft(key, 8 * (done & 3)));
            out.write(masked, 0, at + n);
            done += n;
            at = 0;
        } while (done < length);
        out.flush();
    }

    private static byte[] masked(int opcode, byte[] payload) {
        int key = ThreadLocalRandom.current().nextInt();
        byte[] head = Frame.whole(opcode, payload.length).encode(key);
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, frame, head.length, payload.length);
        mask(frame, head.length, payload.length, key);
        return frame;
    }

    /** RFC 6455 section 5.3, eight bytes at a time. */
    static void mask(byte[] bytes, int offset, int length, int key) {
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        long key8 = ((key & 0xFFFFFFFFL) << 32) | (key & 0xFFFFFFFFL);
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            view.putLong(offset + i, view.getLong(offset + i) ^ key8);
        }
        for (; i < length; i++) {
            bytes[offset + i] ^= (byte) (key >>> (8 * (3 - (i & 3))));
        }
    }
}
