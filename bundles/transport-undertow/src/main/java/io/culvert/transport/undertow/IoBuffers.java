package io.culvert.transport.undertow;

import io.culvert.api.tls.TlsEngine;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The working memory of one thread, so that a connection needs none of its own while nothing is in flight. */
final class IoBuffers {

    /** Free space before the plaintext, in which the head of a frame can be written without moving the payload. */
    static final int HEADROOM = 16;
    /** The longest TLS record, in bytes. */
    static final int MAX_RECORD = TlsEngine.MAX_RECORD;

    /** What was read, on the heap. */
    final ByteBuffer plain;

    private final int size;
    private @Nullable Records onHeap;
    private @Nullable Records direct;

    /**
     * @param readSize how much is read from a socket at once, in bytes
     */
    IoBuffers(int readSize) {
        size = Math.max(readSize, MAX_RECORD);
        plain = ByteBuffer.allocate(HEADROOM + size + 2 * MAX_RECORD);
    }

    /** What TLS works in: one set for each kind of engine, made when it is first needed. */
    Records records(boolean directBuffers) {
        Records records = directBuffers ? direct : onHeap;
        if (records == null) {
            records = new Records(size, directBuffers);
            if (directBuffers) {
                direct = records;
            } else {
                onHeap = records;
            }
        }
        return records;
    }

    /** Where records are read and made. */
    static final class Records {

        final ByteBuffer in;
        final ByteBuffer out;
        /** For the plaintext of an engine that cannot work on the heap, on its way in or out; else empty. */
        final ByteBuffer staging;

        private Records(int size, boolean directBuffers) {
            in = allocate(size + MAX_RECORD, directBuffers);
            // What is read grows by a TLS record's overhead for each 16 KiB when it is sent on.
            out = allocate(size + size / 32 + 2 * MAX_RECORD, directBuffers);
            staging = allocate(directBuffers ? size + 2 * MAX_RECORD : 0, directBuffers);
        }

        private static ByteBuffer allocate(int capacity, boolean directBuffers) {
            return directBuffers ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
        }
    }
}
