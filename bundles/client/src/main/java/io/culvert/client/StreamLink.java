package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The protocol on a bare stream: documents end with a newline, and everything after the last of them is the tunnel's.
 * There are no pings and no reasons: the end of the stream is the partner's end, a cut connection its loss.
 */
final class StreamLink implements Link {

    private static final int LONGEST_DOCUMENT = 64 * 1024;

    private final GatewaySocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Duration halfClosedLimit;
    private final CountDownLatch outputEnded = new CountDownLatch(1);
    private volatile boolean orderly;
    private volatile long lastWrite = System.nanoTime();

    StreamLink(GatewaySocket socket, Duration halfClosedLimit) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.in(), 64 * 1024);
        this.out = socket.out();
        this.halfClosedLimit = halfClosedLimit;
    }

    @Override
    public void sendDocument(byte[] utf8) throws IOException {
        byte[] line = new byte[utf8.length + 1];
        System.arraycopy(utf8, 0, line, 0, utf8.length);
        line[utf8.length] = '\n';
        out.write(line);
        out.flush();
    }

    @Override
    public byte[] readDocument(int patience) throws IOException {
        socket.readTimeout(Duration.ofMillis(patience));
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet != '\n' || document.size() == 0; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException("the gateway closed the connection");
                }
                if (octet != '\n') {
                    document.write(octet);
                }
                if (document.size() > LONGEST_DOCUMENT) {
                    throw new CulvertException(Kind.PROTOCOL, "What answers there does not speak this protocol");
                }
            }
        } catch (SocketTimeoutException e) {
            throw new CulvertException(Kind.GATEWAY_AWAY, "The gateway does not answer", e);
        }
        socket.readTimeout(Duration.ZERO);
        return document.toByteArray();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (IOException e) {
            throw new CulvertException(
                    Kind.PARTNER_LOST,
                    "The tunnel was cut (partner or gateway lost); data may be missing: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        try {
            out.write(source, offset, length);
        } catch (IOException e) {
            abort();
            throw e;
        }
        lastWrite = System.nanoTime();
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdownOutput();
        orderly = true;
        outputEnded.countDown();
    }

    @Override
    public void awaitEnd() throws IOException {
        try {
            // Nothing more can be read, so only a failing write would tell that the gateway has gone.
            for (Duration left = halfClosedLimit; !left.isNegative(); left = halfClosedLimit.minus(idle())) {
                if (outputEnded.await(left.toMillis() + 1, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
        if (orderly) {
            return;
        }
        throw new CulvertException(
                Kind.PARTNER_LOST, "The partner had ended, and the gateway did not wait for the rest of this end");
    }

    private Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastWrite);
    }

    @Override
    public void abort() {
        socket.reset();
        outputEnded.countDown();
    }
}
