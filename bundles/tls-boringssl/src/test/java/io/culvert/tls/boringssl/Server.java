package io.culvert.tls.boringssl;

import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A port at which engines of one context are driven over real sockets, each on a thread of its own. */
final class Server implements AutoCloseable {

    static final int PATIENCE_MILLIS = 20_000;

    /** What the server's side of one connection does. */
    interface Role<T> {
        T play(Side side) throws IOException;
    }

    private final TlsContext context;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Server(TlsContext context) throws IOException {
        this.context = context;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Takes the next connection. */
    <T> Future<T> next(Role<T> role) {
        return threads.submit(() -> {
            try (Side side = new Side(socket.accept(), context.newEngine())) {
                return role.play(side);
            }
        });
    }

    static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
        context.close();
    }

    /** One connection, driven as the transport does it: the rest of what was read is offered again. */
    static final class Side implements AutoCloseable {

        final TlsEngine engine;
        private final Socket socket;
        private final ByteBuffer in = ByteBuffer.allocateDirect(100_000);
        private final ByteBuffer out = ByteBuffer.allocateDirect(60_000);
        private final ByteBuffer plain = ByteBuffer.allocateDirect(100_000 + TlsEngine.MAX_RECORD);
        /** What was decrypted together with the end of the handshake is not lost. */
        private final byte[] chunk = new byte[80_000];

        private Side(Socket socket, TlsEngine engine) throws IOException {
            this.socket = socket;
            this.engine = engine;
            socket.setSoTimeout(PATIENCE_MILLIS);
            in.flip();
        }

        void handshake() throws IOException {
            while (true) {
                TlsEngine.Handshake step;
                try {
                    step = engine.handshake(in, out.clear());
                } finally {
                    flush();
                }
                if (step == TlsEngine.Handshake.DONE) {
                    return;
                }
                if (step == TlsEngine.Handshake.NEEDS_INPUT && !receive()) {
                    throw new IOException("left during the handshake");
                }
            }
        }

        /** The next bytes, or none at the end. */
        byte[] read() throws IOException {
            while (!engine.inputClosed()) {
                engine.decrypt(in, plain.clear());
                if (plain.flip().hasRemaining()) {
                    byte[] content = new byte[plain.remaining()];
                    plain.get(content);
                    return content;
                }
                if (!engine.inputClosed() && !receive()) {
                    break;
                }
            }
            return new byte[0];
        }

        void write(byte[] content, int offset, int length) throws IOException {
            ByteBuffer source = ByteBuffer.allocateDirect(length)
                    .put(content, offset, length)
                    .flip();
            while (source.hasRemaining()) {
                engine.encrypt(source, out.clear());
                flush();
            }
        }

        void end() throws IOException {
            socket.getOutputStream().write(engine.closeOutput());
        }

        private boolean receive() throws IOException {
            int count = socket.getInputStream().read(chunk);
            if (count < 0) {
                return false;
            }
            in.compact().put(chunk, 0, count).flip();
            return true;
        }

        private void flush() throws IOException {
            byte[] bytes = new byte[out.flip().remaining()];
            out.get(bytes);
            socket.getOutputStream().write(bytes);
        }

        @Override
        public void close() throws IOException {
            engine.release();
            socket.close();
        }
    }
}
