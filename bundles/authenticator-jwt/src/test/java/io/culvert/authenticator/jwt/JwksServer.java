package io.culvert.authenticator.jwt;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's server, on a port of its own. */
final class JwksServer implements AutoCloseable {

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile int status = 200;
    private volatile byte[] body = {};
    private volatile CountDownLatch gate = new CountDownLatch(0);

    JwksServer(TestCertificate certificate, int port) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        server.setExecutor(threads);
        serve(server);
        server.start();
    }

    private void serve(HttpServer on) {
        on.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            try (exchange) {
                gate.await();
                byte[] answer = body;
                exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(answer);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://localhost:" + port() + "/jwks";
    }

    void answer(String text) {
        answer(200, text.getBytes(StandardCharsets.UTF_8));
    }

    void answer(int code, byte[] content) {
        status = code;
        body = content;
    }

    /** From now on answers wait. */
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    int fetches() {
        return fetches.get();
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
