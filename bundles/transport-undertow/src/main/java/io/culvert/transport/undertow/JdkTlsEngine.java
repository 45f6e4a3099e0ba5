package io.culvert.transport.undertow;

import io.culvert.api.tls.TlsEngine;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** A connection's TLS by the JDK. */
final class JdkTlsEngine implements TlsEngine {

    /**
     * A TLS 1.3 record of the JDK's engine carries at most this much: it reserves 16 bytes for padding, and one byte
     * more would make a second, tiny record.
     */
    private static final int MAX_PLAINTEXT = 16 * 1024 - 17;

    /** The engine keeps an answer to each until something is sent, so a peer must not make them pile up. */
    private static final int MAX_KEY_UPDATES = 32;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    /** What checks the peer's certificate; {@code null} when it is not asked for one. */
    private final @Nullable JdkClientTrust trust;

    /** How many there were since something was sent. */
    private final AtomicInteger keyUpdates = new AtomicInteger();

    private boolean inputClosed;

    JdkTlsEngine(SSLEngine engine, @Nullable JdkClientTrust trust) throws SSLException {
        this.engine = engine;
        this.trust = trust;
        engine.beginHandshake();
    }

    @Override
    public Handshake handshake(ByteBuffer in, ByteBuffer out) throws SSLException {
        try {
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NOT_HANDSHAKING, FINISHED -> {
                        return Handshake.DONE;
                    }
                    case NEED_TASK -> {
                        return Handshake.NEEDS_TASK;
                    }
                    case NEED_WRAP -> {
                        if (out.remaining() < MAX_RECORD) {
                            return Handshake.NEEDS_OUTPUT;
                        }
                        engine.wrap(NOTHING, out);
                    }
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        SSLEngineResult result = engine.unwrap(in, NOTHING);
                        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                            throw new SSLException("closed during the handshake");
                        }
                        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                            return Handshake.NEEDS_INPUT;
                        }
                    }
                }
            }
        } catch (SSLException e) {
            addAlert(out);
            throw e;
        }
    }

    private void addAlert(ByteBuffer out) throws SSLException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                && !engine.isOutboundDone()
                && out.remaining() >= MAX_RECORD) {
            engine.wrap(NOTHING, out);
        }
    }

    @Override
    public void runTask() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public List<X509Certificate> peerCertificates() throws SSLException {
        if (trust == null) {
            return List.of();
        }
        List<X509Certificate> verified = trust.take(engine);
        if (verified != null) {
            return verified;
        }
        try {
            return trust.verify(engine.getSession().getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // there is none
        } catch (CertificateException e) {
            throw new SSLException("the certificate of a resumed session: " + e.getMessage(), e);
        }
    }

    @Override
    public void decrypt(ByteBuffer in, ByteBuffer plain) throws SSLException {
        while (in.hasRemaining() && !inputClosed) {
            SSLEngineResult result = engine.unwrap(in, plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                inputClosed = true;
            } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                break;
            } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record is longer than TLS allows");
            }
            if (result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && !inputClosed) {
                afterHandshakeMessage(result);
            }
        }
    }

    /**
     * The peer may update its keys (RFC 8446 section 4.6.3), which the engine answers with the next data; it may not
     * renegotiate.
     */
    private void afterHandshakeMessage(SSLEngineResult result) throws SSLException {
        HandshakeStatus status = result.getHandshakeStatus();
        if (status == HandshakeStatus.FINISHED) {
            return;
        }
        if (!"TLSv1.3".equals(engine.getSession().getProtocol())) {
            throw new SSLException("renegotiation is not allowed");
        }
        if (status == HandshakeStatus.NEED_TASK) {
            runTask();
        }
        if (result.bytesProduced() == 0 && keyUpdates.incrementAndGet() > MAX_KEY_UPDATES) {
            throw new SSLException("too many key updates");
        }
    }

    @Override
    public boolean inputClosed() {
        return inputClosed;
    }

    @Override
    public void encrypt(ByteBuffer plain, ByteBuffer out) throws SSLException {
        keyUpdates.setRelease(0);
        int end = plain.limit();
        while (plain.position() < end && out.remaining() >= MAX_RECORD) {
            plain.limit(Math.min(end, plain.position() + MAX_PLAINTEXT));
            SSLEngineResult result = engine.wrap(plain, out);
            plain.limit(end);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new SSLException("cannot encrypt: " + result.getStatus());
            }
        }
    }

    @Override
    public byte[] closeOutput() throws SSLException {
        engine.closeOutbound();
        ByteBuffer out = ByteBuffer.allocate(MAX_RECORD);
        engine.wrap(NOTHING, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Override
    public void release() {
        if (trust != null) {
            trust.take(engine); // of a handshake that did not come to its end
        }
    }
}
