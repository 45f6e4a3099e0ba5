package io.culvert.transport.undertow;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** A socket with TLS 1.2 or 1.3, server side. */
final class TlsWire extends Wire {

    /**
     * A TLS 1.3 record of the JDK's engine carries at most this much: it reserves 16 bytes for padding, and one byte
     * more would make a second, tiny record.
     */
    private static final int MAX_PLAINTEXT = 16 * 1024 - 17;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final SSLEngine engine;

    /** The beginning of a record whose end has not arrived; {@code null} between records. */
    private byte @Nullable [] carry;

    private boolean socketEnded;
    private boolean closeNotified;

    TlsWire(StreamConnection raw, SSLEngine engine) throws SSLException {
        super(raw);
        this.engine = engine;
        engine.beginHandshake();
    }

    /** What a handshake waits for. */
    enum Progress {
        DONE,
        NEEDS_INPUT,
        NEEDS_TASKS
    }

    /**
     * Goes on with the handshake as far as possible.
     *
     * @throws EOFException when the peer left
     * @throws SSLException when it failed; the alert for the peer was sent
     */
    Progress handshake(IoBuffers io) throws IOException {
        try {
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NOT_HANDSHAKING, FINISHED -> {
                        return Progress.DONE;
                    }
                    case NEED_TASK -> {
                        return Progress.NEEDS_TASKS;
                    }
                    case NEED_WRAP -> wrapNothing(io.cipherOut);
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!unwrapHandshake(io)) {
                            return Progress.NEEDS_INPUT;
                        }
                    }
                }
            }
        } catch (SSLException e) {
            sendAlert(io.cipherOut);
            throw e;
        }
    }

    /** Unwraps one record of the handshake, or returns {@code false} when more of it has to arrive. */
    private boolean unwrapHandshake(IoBuffers io) throws IOException {
        ByteBuffer cipher = takeCarry(io);
        ByteBuffer plain = io.plain.clear();
        while (true) {
            SSLEngineResult result = engine.unwrap(cipher.flip(), plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new EOFException("closed during the handshake");
            }
            if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                keepCarry(cipher);
                return true;
            }
            cipher.compact();
            int count = in.read(cipher);
            if (count < 0) {
                throw new EOFException("lost during the handshake");
            }
            if (count == 0) {
                keepCarry(cipher.flip());
                return false;
            }
        }
    }

    @Override
    int read(IoBuffers io) throws IOException {
        ByteBuffer cipher = takeCarry(io);
        if (!socketEnded && in.read(cipher) < 0) {
            socketEnded = true;
        }
        cipher.flip();
        ByteBuffer plain = io.plain.clear().position(IoBuffers.HEADROOM);
        while (cipher.hasRemaining() && !closeNotified) {
            SSLEngineResult result = engine.unwrap(cipher, plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                closeNotified = true;
            } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                break;
            } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record is longer than TLS allows");
            }
            if (result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && !closeNotified) {
                afterHandshakeMessage(result.getHandshakeStatus());
            }
        }
        keepCarry(cipher);
        return plain.position() - IoBuffers.HEADROOM;
    }

    /**
     * The peer may update its keys (RFC 8446 section 4.6.3), which the engine answers with the next data; it may not
     * renegotiate.
     */
    private void afterHandshakeMessage(HandshakeStatus status) throws SSLException {
        if (status == HandshakeStatus.FINISHED) {
            return;
        }
        if (!"TLSv1.3".equals(engine.getSession().getProtocol())) {
            throw new SSLException("renegotiation is not allowed");
        }
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
    }

    void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    boolean inputEnded() {
        return closeNotified || socketEnded;
    }

    @Override
    boolean endedOrderly() {
        return closeNotified;
    }

    @Override
    boolean write(byte[] bytes, int offset, int length, ByteBuffer scratch) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(bytes, offset, length);
        int end = plain.limit();
        boolean taken = pending() == 0;
        while (plain.position() < end) {
            scratch.clear();
            while (plain.position() < end && scratch.remaining() >= IoBuffers.MAX_RECORD) {
                plain.limit(Math.min(end, plain.position() + MAX_PLAINTEXT));
                SSLEngineResult result = engine.wrap(plain, scratch);
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new SSLException("cannot encrypt: " + result.getStatus());
                }
            }
            taken = emit(scratch.flip());
        }
        return taken;
    }

    @Override
    void farewell() throws IOException {
        engine.closeOutbound();
        wrapNothing(ByteBuffer.allocate(IoBuffers.MAX_RECORD));
    }

    private void wrapNothing(ByteBuffer scratch) throws IOException {
        engine.wrap(NOTHING, scratch.clear());
        emit(scratch.flip());
    }

    private void sendAlert(ByteBuffer scratch) throws IOException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            wrapNothing(scratch);
        }
    }

    private ByteBuffer takeCarry(IoBuffers io) {
        ByteBuffer cipher = io.cipherIn.clear();
        if (carry != null) {
            cipher.put(carry);
            carry = null;
        }
        return cipher;
    }

    private void keepCarry(ByteBuffer cipher) {
        if (cipher.hasRemaining()) {
            carry = new byte[cipher.remaining()];
            cipher.get(carry);
        }
    }
}
