package io.culvert.transport.undertow;

import java.nio.ByteBuffer;

/**
 * The working memory of one I/O thread, so that a connection needs none of its own while nothing is in flight. On the
 * heap, because the JDK's TLS engine is 20 to 45 % slower on direct buffers.
 */
final class IoBuffers {

    /** Free space before the plaintext, in which the head of a frame can be written without moving the payload. */
    static final int HEADROOM = 16;
    /** The longest TLS record, RFC 8446 section 5.2, with room for what an engine may add. */
    static final int MAX_RECORD = 16 * 1024 + 512;

    final ByteBuffer cipherIn;
    final ByteBuffer cipherOut;
    final ByteBuffer plain;

    /**
     * @param readSize how much is read from a socket at once, in bytes
     */
    IoBuffers(int readSize) {
        int size = Math.max(readSize, MAX_RECORD);
        cipherIn = ByteBuffer.allocate(size + MAX_RECORD);
        plain = ByteBuffer.allocate(HEADROOM + size + 2 * MAX_RECORD);
        // What is read grows by a TLS record's overhead for each 16 KiB when it is sent on.
        cipherOut = ByteBuffer.allocate(size + size / 32 + 2 * MAX_RECORD);
    }
}
