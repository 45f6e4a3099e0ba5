package io.culvert.authenticator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does to each connection what a test says, bit by bit. */
final class RawService implements AutoCloseable {

    /** What happens to a connection; afterwards it is closed. */
    @FunctionalInterface
    interface Behaviour {
        void to(Socket socket, int connection) throws IOException, InterruptedException;
    }

    final AtomicInteger connections = new AtomicInteger();
    /** Counts down when a client has closed its connection, or reset it. */
    final CountDownLatch left = new CountDownLatch(1);

    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private RawService(ServerSocket server, Behaviour behaviour) {
        this.server = server;
        daemon("raw service", () -> accept(behaviour));
    }

    /** With TLS. */
    static RawService secure(Behaviour behaviour) {
        try {
            return new RawService(
                    TestCertificate.SERVICE
                            .server(null)
                            .getServerSocketFactory()
                            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                    behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without TLS. */
    static RawService plain(Behaviour behaviour) {
        try {
            return new RawService(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Behaviour behaviour) {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                daemon("connection " + number, () -> serve(behaviour, socket, number));
            }
        } catch (IOException e) {
            assert server.isClosed() : e;
        }
    }

    private void serve(Behaviour behaviour, Socket socket, int number) {
        try (socket) {
            behaviour.to(socket, number);
        } catch (IOException | InterruptedException e) {
            left.countDown(); // the client has gone while we wrote
        }
    }

    /** Reads a request up to the end of its body; false when there is none. */
    static boolean request(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        String length = head.toString().replaceFirst("(?is).*content-length: *(\\d+).*", "$1");
        return in.readNBytes(Integer.parseInt(length)).length == Integer.parseInt(length);
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** An answer that ends as it should. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Waits until the client closes the connection. */
    void awaitLeave(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        left.countDown();
    }

    void assertLeft() throws InterruptedException {
        if (!left.await(Peers.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the client has not closed its connection");
        }
    }

    String url() {
        return url("https");
    }

    String url(String scheme) {
        return scheme + "://localhost:" + server.getLocalPort() + "/check";
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
