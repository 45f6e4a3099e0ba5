package io.culvert.transport.undertow;

import io.culvert.api.tls.TlsEngine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** A socket with TLS 1.2 or 1.3, server side. */
final class TlsWire extends Wire {

    private final TlsEngine engine;
    private final boolean direct;
    private final AtomicBoolean released = new AtomicBoolean();

    /** Who the peer is; known when the handshake is done. */
    private List<X509Certificate> peerCertificates = List.of();

    /** What the engine has not taken yet, the beginning of a record; {@code null} when there is nothing. */
    private byte @Nullable [] carry;

    private boolean socketEnded;

    /**
     * Takes the engine over.
     *
     * @param direct whether it needs direct buffers
     */
    TlsWire(StreamConnection raw, TlsEngine engine, boolean direct) {
        super(raw);
        this.engine = engine;
        this.direct = direct;
    }

    /**
     * Goes on with the handshake as far as possible, and returns what it waits for.
     *
     * @throws EOFException when the peer left
     * @throws IOException when it failed; the alert for the peer was sent
     */
    TlsEngine.Handshake handshake(IoBuffers io) throws IOException {
        IoBuffers.Records records = io.records(direct);
        ByteBuffer cipher = takeCarry(records).flip();
        while (true) {
            TlsEngine.Handshake step = handshake(cipher, records.out);
            if (step == TlsEngine.Handshake.NEEDS_INPUT && receive(cipher)) {
                continue;
            }
            if (step == TlsEngine.Handshake.DONE) {
                peerCertificates = engine.peerCertificates();
            }
            if (step != TlsEngine.Handshake.NEEDS_OUTPUT) {
                keepCarry(cipher);
                return step;
            }
        }
    }

    private TlsEngine.Handshake handshake(ByteBuffer cipher, ByteBuffer out) throws IOException {
        out.clear();
        try {
            return engine.handshake(cipher, out);
        } finally {
            emit(out.flip());
        }
    }

    /** Adds to a buffer that is being read, and returns whether anything came. */
    private boolean receive(ByteBuffer cipher) throws IOException {
        int count = in.read(cipher.compact());
        cipher.flip();
        if (count < 0) {
            throw new EOFException("lost during the handshake");
        }
        return count > 0;
    }

    void runTask() {
        engine.runTask();
    }

    @Override
    List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    @Override
    int read(IoBuffers io) throws IOException {
        IoBuffers.Records records = io.records(direct);
        ByteBuffer cipher = takeCarry(records);
        if (!socketEnded && in.read(cipher) < 0) {
            socketEnded = true;
        }
        cipher.flip();
        ByteBuffer plain = io.plain.clear().position(IoBuffers.HEADROOM);
        if (cipher.hasRemaining() && !engine.inputClosed()) {
            if (direct) {
                ByteBuffer staging = records.staging.clear();
                engine.decrypt(cipher, staging);
                plain.put(staging.flip());
            } else {
                engine.decrypt(cipher, plain);
            }
            if (!engine.inputClosed()) {
                keepCarry(cipher);
            }
        }
        return plain.position() - IoBuffers.HEADROOM;
    }

    @Override
    boolean inputEnded() {
        return engine.inputClosed() || socketEnded;
    }

    @Override
    boolean endedOrderly() {
        return engine.inputClosed();
    }

    @Override
    boolean write(byte[] bytes, int offset, int length, IoBuffers io) throws IOException {
        IoBuffers.Records records = io.records(direct);
        if (!direct) {
            return write(ByteBuffer.wrap(bytes, offset, length), records.out);
        }
        boolean taken = pending() == 0;
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, records.staging.capacity());
            taken = write(
                    records.staging.clear().put(bytes, offset + done, count).flip(), records.out);
            done += count;
        }
        return taken;
    }

    private boolean write(ByteBuffer plain, ByteBuffer out) throws IOException {
        boolean taken = pending() == 0;
        while (plain.hasRemaining()) {
            engine.encrypt(plain, out.clear());
            taken = emit(out.flip());
        }
        return taken;
    }

    @Override
    void farewell() throws IOException {
        emit(ByteBuffer.wrap(engine.closeOutput()));
    }

    @Override
    void closed() {
        if (released.compareAndSet(false, true)) {
            engine.release();
        }
    }

    private ByteBuffer takeCarry(IoBuffers.Records records) {
        ByteBuffer cipher = records.in.clear();
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
