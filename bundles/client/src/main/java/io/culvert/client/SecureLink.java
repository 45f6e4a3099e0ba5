package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS within a tunnel. An end is orderly when it was said by a close_notify (RFC 8446 section 6.1) and then by the tunnel:
 * who cuts the tunnel on the way cannot make it look like one.
 */
final class SecureLink implements Link {

    private static final int CHUNK = 64 * 1024;
    private static final int HANDSHAKE_RECORD = 22; // RFC 8446 section 5.1
    private static final int ALERT_RECORD = 21;
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Link link;
    private final SSLEngine engine;
    /** From the tunnel, not decrypted yet. */
    private final ByteBuffer incoming = ByteBuffer.allocate(CHUNK).flip();
    /** Decrypted, not taken yet. */
    private final ByteBuffer plain;
    /** The writing thread's. */
    private final ByteBuffer outgoing = ByteBuffer.allocate(CHUNK);

    private final ReentrantLock writing = new ReentrantLock();
    private boolean handshaken;
    private boolean inputEnded;

    /** @param engine TLS 1.3, its side chosen */
    SecureLink(Link link, SSLEngine engine) {
        this.link = link;
        this.engine = engine;
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
    }

    /** The certificate by which the partner has shown who it is. */
    X509Certificate partner() throws SSLPeerUnverifiedException {
        return (X509Certificate) engine.getSession().getPeerCertificates()[0];
    }

    /**
     * Blocks until both ends know each other, or one does not want the other.
     *
     * @param patience for the first byte
     */
    void handshake(Duration patience) throws CulvertException {
        try (Deadline deadline = new Deadline(patience, link::abort)) {
            try {
                engine.beginHandshake();
                awaitPartner(deadline, patience);
                while (shaking()) {
                    step();
                }
                handshaken = true;
            } catch (SSLException e) {
                deadline.set(FAREWELL);
                farewell();
                throw failed(e);
            } catch (IOException e) {
                throw deadline.missed()
                        ? new CulvertException(
                                Kind.PARTNER_UNTRUSTED,
                                "The partner does not answer within the tunnel: is it started with --e2e?",
                                e)
                        : Gateway.explained(e);
            }
        }
    }

    private void awaitPartner(Deadline deadline, Duration patience) throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            step();
        }
        fill();
        deadline.set(patience.multipliedBy(3));
        int type = incoming.get(incoming.position());
        if (type != HANDSHAKE_RECORD && type != ALERT_RECORD) {
            throw new CulvertException(
                    Kind.PARTNER_UNTRUSTED,
                    "The partner does not speak TLS within the tunnel: is it started with --e2e?");
        }
    }

    private boolean shaking() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> work();
            case NEED_WRAP -> encrypt(NOTHING);
            default -> decrypt();
        }
    }

    private void work() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Lets the partner have the alert that says why, before everything ends. */
    private void farewell() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                encrypt(NOTHING);
            }
            link.endOutput();
            byte[] rest = new byte[CHUNK];
            while (link.read(rest, 0, rest.length) >= 0) {
                // Not for us.
            }
        } catch (IOException e) {
            // The partner has gone.
        }
    }

    private static CulvertException failed(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException refused) {
                return new CulvertException(
                        Kind.PARTNER_UNTRUSTED, "The partner is not trusted: " + refused.getMessage(), e);
            }
        }
        String message = String.valueOf(e.getMessage());
        return new CulvertException(
                Kind.PARTNER_UNTRUSTED,
                message.contains("fatal alert")
                        ? "The partner does not want this end, or its certificate (" + message + ")"
                        : "No TLS could be agreed on with the partner: " + message,
                e);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!plain.hasRemaining()) {
            if (inputEnded) {
                return -1;
            }
            try {
                decrypt();
            } catch (SSLException e) {
                link.abort();
                throw failed(e);
            }
        }
        int count = Math.min(length, plain.remaining());
        plain.get(target, offset, count);
        return count;
    }

    private void decrypt() throws IOException {
        plain.clear();
        SSLEngineResult result;
        try {
            result = engine.unwrap(incoming, plain);
        } finally {
            plain.flip();
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            work();
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> fill();
            case CLOSED -> end();
            case BUFFER_OVERFLOW -> throw new IllegalStateException("a record longer than TLS has");
            case OK -> {}
        }
    }

    private void fill() throws IOException {
        incoming.compact();
        int count;
        try {
            count = link.read(incoming.array(), incoming.position(), incoming.remaining());
        } finally {
            incoming.flip();
        }
        if (count < 0) {
            throw handshaken
                    ? new CulvertException(
                            Kind.PARTNER_LOST,
                            "The tunnel was cut: it ended without the goodbye of TLS; data may be missing")
                    : new CulvertException(
                            Kind.PARTNER_UNTRUSTED,
                            "The partner left before it had shown who it is: is it started with --e2e?");
        }
        incoming.limit(incoming.limit() + count);
    }

    private void end() throws IOException {
        byte[] rest = new byte[1024];
        while (link.read(rest, 0, rest.length) >= 0) {
            // What comes after the goodbye does not count.
        }
        inputEnded = true;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(source, offset, length);
        writing.lock();
        try {
            while (data.hasRemaining()) {
                encrypt(data);
            }
        } finally {
            writing.unlock();
        }
    }

    /** At most one buffer of it. */
    private void encrypt(ByteBuffer data) throws IOException {
        outgoing.clear();
        SSLEngineResult result;
        do {
            result = engine.wrap(data, outgoing);
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                work();
            }
        } while (result.getStatus() == Status.OK
                && data.hasRemaining()
                && outgoing.remaining() >= engine.getSession().getPacketBufferSize());
        link.write(outgoing.array(), 0, outgoing.position());
        if (result.getStatus() == Status.CLOSED && data.hasRemaining()) {
            throw new IOException("closed already");
        }
    }

    @Override
    public void endOutput() throws IOException {
        writing.lock();
        try {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                encrypt(NOTHING);
            }
        } finally {
            writing.unlock();
        }
        link.endOutput();
    }

    @Override
    public void awaitEnd() throws IOException {
        link.awaitEnd();
    }

    @Override
    public void abort() {
        link.abort();
    }

    @Override
    public void sendDocument(byte[] utf8) {
        throw new IllegalStateException("there are no documents in a tunnel");
    }

    @Override
    public byte[] readDocument(int patience) {
        throw new IllegalStateException("there are no documents in a tunnel");
    }
}
