package io.culvert.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A way for bytes to the partner and back. One thread may read while another writes. Each direction ends by itself:
 * {@code out().close()} ends ours, -1 from {@code in().read()} is the end of the partner's. Nothing is buffered beyond
 * 64 KiB: who does not read makes the partner wait.
 */
public final class Tunnel implements AutoCloseable {

    private final Link link;
    private final Partner partner;
    private final @Nullable X509Certificate certificate;
    private final Runnable forget;
    private final InputStream in = new In();
    private final OutputStream out = new Out();
    private volatile boolean inputEnded;
    private volatile boolean outputEnded;
    private volatile boolean over;

    /**
     * @param certificate by which the partner has shown who it is; null when it has not
     * @param forget to be called when the link is over
     */
    Tunnel(Link link, Partner partner, @Nullable X509Certificate certificate, Runnable forget) {
        this.link = link;
        this.partner = partner;
        this.certificate = certificate;
        this.forget = forget;
    }

    /** Who is at the other end. */
    public Partner partner() {
        return partner;
    }

    /** By which certificate the partner has shown who it is; empty when the tunnel is not secured end to end. */
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    /**
     * What the partner sends. A read blocks until there is something; it throws {@link CulvertException} when the
     * tunnel ended before the partner had. Closing it does nothing.
     */
    public InputStream in() {
        return in;
    }

    /**
     * To the partner. Nothing waits for a flush. A write blocks while the partner does not read. Closing it tells the
     * partner that this was all.
     */
    public OutputStream out() {
        return out;
    }

    /**
     * Blocks until both directions have ended, to be called after the last read. Returns when everything this end sent
     * was taken by the gateway in good order.
     *
     * @throws CulvertException when the tunnel was cut before this end had finished
     */
    public void awaitEnd() throws IOException {
        if (!over) {
            link.awaitEnd();
            over = true;
            forget.run();
        }
    }

    /** Frees the connection. When one of the directions has not ended yet, the partner learns that data is missing. */
    @Override
    public void close() {
        if (over) {
            return;
        }
        if (inputEnded && outputEnded) {
            try {
                awaitEnd();
                return;
            } catch (IOException e) {
                // Both ends had said all they had to say.
            }
        }
        over = true;
        forget.run();
        link.abort();
    }

    private final class In extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] octet = new byte[1];
            return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            int count = inputEnded ? -1 : link.read(target, offset, length);
            if (count < 0) {
                inputEnded = true;
            }
            return count;
        }
    }

    private final class Out extends OutputStream {

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            if (outputEnded) {
                throw new IOException("this end has said that it sends no more");
            }
            if (length > 0) {
                link.write(source, offset, length);
            }
        }

        @Override
        public void close() throws IOException {
            if (!outputEnded) {
                outputEnded = true;
                link.endOutput();
            }
        }
    }
}
