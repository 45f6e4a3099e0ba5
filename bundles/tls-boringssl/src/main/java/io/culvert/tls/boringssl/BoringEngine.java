package io.culvert.tls.boringssl;

import io.culvert.api.tls.TlsEngine;
import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * An {@code SSL}. It reads and writes memory that is lent to it for the time of a call. All is under the monitor,
 * because BoringSSL lets nobody else in meanwhile; that also keeps the memory until whoever is inside has left.
 *
 * <p>What it has to say while it reads (the handshake, an alert, the answer to a key update) waits in a buffer of its own
 * until it may write. It limits key updates itself, and never renegotiates.
 */
final class BoringEngine implements TlsEngine {

    /** RFC 8446 section 5.1. */
    private static final int MAX_CONTENT = 16 * 1024;

    /** The buffer of its own, in bytes; when it is full the rest waits for the next call. */
    private static final int WAITING = 1024;

    private static final int MAX_ALERT = 256;

    private final BoringContext context;
    private final @Nullable BoringClientTrust trust;

    // Guarded by the monitor.
    /** 0 when released. */
    private long ssl;

    private final long bio;

    private volatile boolean inputClosed;

    BoringEngine(BoringContext context, long ssl, @Nullable BoringClientTrust trust) {
        this.context = context;
        this.trust = trust;
        this.ssl = ssl;
        this.bio = SSL.bioNewByteBuffer(ssl, WAITING);
    }

    @Override
    public synchronized Handshake handshake(ByteBuffer in, ByteBuffer out) throws SSLException {
        requireAlive();
        lend(in, false);
        int error = SSL.getError(ssl, SSL.doHandshake(ssl));
        String failure = failure(error);
        takeBack(in);
        lend(out, true);
        SSL.bioFlushByteBuffer(bio);
        if (error == SSL.SSL_ERROR_WANT_WRITE) {
            error = SSL.getError(ssl, SSL.doHandshake(ssl));
            failure = failure(error);
        }
        takeBack(out);
        if (failure != null) {
            BoringClientTrust.Verdict verdict = trust == null ? null : trust.take(ssl);
            throw new SSLHandshakeException(
                    verdict == null || verdict.refusal() == null ? failure : failure + ": " + verdict.refusal());
        }
        if (error == SSL.SSL_ERROR_WANT_READ) {
            return Handshake.NEEDS_INPUT;
        }
        return error == SSL.SSL_ERROR_NONE ? Handshake.DONE : Handshake.NEEDS_OUTPUT;
    }

    @Override
    public void runTask() {
        // There is none: a handshake takes about as long as moving a megabyte.
    }

    @Override
    public synchronized List<X509Certificate> peerCertificates() throws SSLException {
        requireAlive();
        if (trust == null) {
            return List.of();
        }
        BoringClientTrust.Verdict verdict = trust.take(ssl);
        if (verdict != null) {
            return verdict.path();
        }
        byte[] own = SSL.getPeerCertificate(ssl);
        if (own == null) {
            return List.of();
        }
        byte[][] others = SSL.getPeerCertChain(ssl); // without its own; null for none
        try {
            return trust.verify(Stream.concat(Stream.of(own), others == null ? Stream.empty() : Stream.of(others))
                    .toArray(byte[][]::new));
        } catch (CertificateException e) {
            throw new SSLException("the certificate of a resumed session: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void decrypt(ByteBuffer in, ByteBuffer plain) throws SSLException {
        requireAlive();
        lend(in, false);
        long address = Buffer.address(plain);
        int position = plain.position();
        int count = 1;
        while (position < plain.limit() && count > 0) {
            count = SSL.readFromSSL(ssl, address + position, plain.limit() - position);
            position += Math.max(count, 0);
        }
        int error = SSL.getError(ssl, count);
        String failure = failure(error);
        takeBack(in);
        plain.position(position);
        if (error == SSL.SSL_ERROR_ZERO_RETURN) {
            inputClosed = true;
        } else if (failure != null) {
            throw new SSLException(failure);
        }
    }

    @Override
    public boolean inputClosed() {
        return inputClosed;
    }

    @Override
    public synchronized void encrypt(ByteBuffer plain, ByteBuffer out) throws SSLException {
        requireAlive();
        lend(out, true);
        int room = out.remaining() - SSL.bioFlushByteBuffer(bio);
        int length = Math.min(plain.remaining(), room / MAX_RECORD * MAX_CONTENT);
        String failure = null;
        if (length > 0) {
            int count = SSL.writeToSSL(ssl, Buffer.address(plain) + plain.position(), length);
            failure = count == length ? null : "cannot encrypt: " + SSL.getLastError();
        }
        takeBack(out);
        if (failure != null) {
            throw new SSLException(failure);
        }
        plain.position(plain.position() + length);
    }

    @Override
    public synchronized byte[] closeOutput() throws SSLException {
        requireAlive();
        if (SSL.isInInit(ssl) != 0) {
            return new byte[0];
        }
        ByteBuffer out = ByteBuffer.allocateDirect(WAITING + MAX_ALERT);
        lend(out, true);
        SSL.bioFlushByteBuffer(bio);
        SSL.shutdownSSL(ssl);
        takeBack(out);
        byte[] record = new byte[out.flip().remaining()];
        out.get(record);
        return record;
    }

    @Override
    public synchronized void release() {
        if (ssl != 0) {
            if (trust != null) {
                trust.take(ssl);
            }
            SSL.freeSSL(ssl); // with its BIO
            ssl = 0;
            context.released();
        }
    }

    private void requireAlive() throws SSLException {
        if (ssl == 0) {
            throw new SSLException("the connection is closed");
        }
    }

    /** Lets BoringSSL read from a buffer, or write to it, at its position. */
    private void lend(ByteBuffer buffer, boolean forOutput) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("not a direct buffer");
        }
        if (buffer.hasRemaining()) {
            SSL.bioSetByteBuffer(bio, Buffer.address(buffer) + buffer.position(), buffer.remaining(), forOutput);
        }
    }

    /** Advances a lent buffer over what was read from it, or written to it. */
    private void takeBack(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            buffer.position(buffer.limit() - SSL.bioLengthByteBuffer(bio));
            SSL.bioClearByteBuffer(bio);
        }
    }

    /** What went wrong, from the thread's queue of errors; {@code null} when nothing did. */
    private static @Nullable String failure(int error) {
        if (error == SSL.SSL_ERROR_SSL) {
            return SSL.getLastError();
        }
        return error == SSL.SSL_ERROR_SYSCALL ? "the connection was cut off" : null;
    }
}
