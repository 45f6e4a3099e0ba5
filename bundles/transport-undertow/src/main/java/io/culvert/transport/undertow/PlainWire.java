package io.culvert.transport.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import org.xnio.StreamConnection;

/** A socket without encryption, for use behind a balancer that ends TLS. */
final class PlainWire extends Wire {

    private boolean ended;

    PlainWire(StreamConnection raw) {
        super(raw);
    }

    @Override
    int read(IoBuffers io) throws IOException {
        ByteBuffer plain = io.plain.clear().position(IoBuffers.HEADROOM);
        plain.limit(plain.capacity() - 2 * IoBuffers.MAX_RECORD);
        int count = ended ? -1 : in.read(plain);
        if (count < 0) {
            ended = true;
            return 0;
        }
        return count;
    }

    @Override
    boolean inputEnded() {
        return ended;
    }

    @Override
    boolean endedOrderly() {
        return ended;
    }

    @Override
    boolean write(byte[] bytes, int offset, int length, IoBuffers io) throws IOException {
        return emit(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    void farewell() {
        // TCP's FIN says it all.
    }

    @Override
    void closed() {
        // The socket is all there is.
    }
}
