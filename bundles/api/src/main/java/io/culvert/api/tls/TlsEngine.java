package io.culvert.api.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The server's side of one TLS connection, without its socket: records go in and out in buffers. Each way closes on its
 * own (RFC 8446 section 6.1).
 *
 * <p>The handshake and the way in are used by one thread, the way out by one thread at a time; both ways may be used at
 * once. All buffers are of the kind that the context asks for. An exception ends the connection.
 */
@ConsumerType
public interface TlsEngine {

    /** The longest record in bytes, RFC 8446 section 5.2 and RFC 5246 section 6.2.3, with room to spare. */
    int MAX_RECORD = 16 * 1024 + 512;

    /** What a handshake waits for. */
    enum Handshake {
        /** Nothing: it is done. */
        DONE,
        /** More records from the peer. */
        NEEDS_INPUT,
        /** More room for output: at least {@link #MAX_RECORD} bytes. */
        NEEDS_OUTPUT,
        /** {@link #runTask}. */
        NEEDS_TASK
    }

    /**
     * Goes on with the handshake as far as possible.
     *
     * @param in what has arrived, ready to be read; the rest has to be given again, before what arrives next
     * @param out gets what is to be sent, also when the handshake fails
     * @throws SSLException when it failed
     */
    Handshake handshake(ByteBuffer in, ByteBuffer out) throws SSLException;

    /** Does the expensive part of a handshake, on a thread that may take its time. Nothing else is called meanwhile. */
    void runTask();

    /**
     * Says who the peer is. Called once, after the handshake.
     *
     * @return what {@link ClientCertificates#verify} made of its certificate; empty when it presented none. A session
     *     that is resumed has the certificate of its first handshake, verified again
     * @throws SSLException when that one is not good any more
     */
    List<X509Certificate> peerCertificates() throws SSLException;

    /**
     * Decrypts what has arrived.
     *
     * @param in what has arrived, ready to be read; the rest has to be given again, before what arrives next
     * @param plain gets the content; it has room for as many bytes as {@code in} has, and {@link #MAX_RECORD} more
     * @throws SSLException when the peer breaks the rules of TLS, or asks to renegotiate
     */
    void decrypt(ByteBuffer in, ByteBuffer plain) throws SSLException;

    /** Whether the peer has said that it will send no more. */
    boolean inputClosed();

    /**
     * Encrypts content, as much as there is room for.
     *
     * @param plain the content, ready to be read
     * @param out gets the records; room for less than {@link #MAX_RECORD} bytes is none
     * @throws SSLException when that is not possible any more
     */
    void encrypt(ByteBuffer plain, ByteBuffer out) throws SSLException;

    /**
     * Ends the way out.
     *
     * @return the record that tells the peer so; empty when there is nothing to be said
     */
    byte[] closeOutput() throws SSLException;

    /**
     * Frees what the engine holds outside of the heap. Called once, by any thread, when the connection is closed; other
     * threads may still be inside of this engine or call it later, and then get an {@link SSLException}.
     */
    void release();
}
