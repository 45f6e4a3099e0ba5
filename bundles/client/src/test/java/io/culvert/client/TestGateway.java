package io.culvert.client;

import io.culvert.client.Messages.Incoming;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A small honest gateway over real sockets: the classic dialect, pairing by token and nonce, relaying, close rules. */
final class TestGateway implements AutoCloseable {

    static final String TOKEN = "a good token";

    /**
     * How it behaves.
     *
     * @param fragment cut messages into frames of so many bytes; 0: do not
     * @param pings send a ping after each frame
     * @param text send text messages
     * @param status the answer to an upgrade
     * @param alone how long a peer may wait for its partner
     */
    record Habits(int fragment, boolean pings, boolean text, int status, Duration alone) {
        static final Habits GOOD = new Habits(0, false, false, 101, Duration.ofSeconds(30));

        Habits alone(Duration patience) {
            return new Habits(fragment, pings, text, status, patience);
        }
    }

    final List<TestPeer> peers = new CopyOnWriteArrayList<>();
    final AtomicLong relayed = new AtomicLong();
    final AtomicInteger waiting = new AtomicInteger();

    /** Answers what is about certificates. */
    volatile @Nullable TestCa ca;

    /** Whether it tells peers wrong uuids of each other. */
    volatile boolean lying;

    /** Hears what is relayed. */
    volatile Consumer<byte[]> wiretap = data -> {};

    private final ServerSocket server;
    private final @Nullable TestCertificate certificate;
    private final boolean webSocket;
    private final Habits habits;
    private final Map<String, Waiting> byKey = new HashMap<>();

    private record Waiting(TestPeer peer, Incoming request, CompletableFuture<TestPeer> partner) {}

    /** @param scheme wss, ws, tls or tcp */
    TestGateway(String scheme, @Nullable TestCertificate certificate, Habits habits) throws IOException {
        this(scheme, certificate, habits, 0);
    }

    TestGateway(String scheme, @Nullable TestCertificate certificate, Habits habits, int port) throws IOException {
        this.certificate = scheme.equals("wss") || scheme.equals("tls") ? certificate : null;
        this.webSocket = scheme.startsWith("ws");
        this.habits = habits;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        thread(this::accept);
    }

    String url() {
        return (webSocket ? "ws" : "t").concat(certificate == null ? (webSocket ? "" : "cp") : webSocket ? "s" : "ls")
                + "://localhost:" + server.getLocalPort();
    }

    int port() {
        return server.getLocalPort();
    }

    /** The certificate that a client must believe. */
    Path pem() {
        if (certificate == null) {
            throw new AssertionError("no TLS here");
        }
        return certificate.pem();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "test-gateway");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket tcp) {
        try {
            TestPeer peer = new TestPeer(tcp, encrypted(tcp), webSocket, habits);
            peers.add(peer);
            if (webSocket) {
                peer.upgrade(habits.status());
            }
            introduce(peer);
        } catch (IOException e) {
            // A peer that goes early.
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private Socket encrypted(Socket tcp) throws IOException {
        if (certificate == null) {
            return tcp;
        }
        SSLSocket tls = (SSLSocket) certificate.server().getSocketFactory().createSocket(tcp, null, true);
        if (certificate.mutual()) {
            tls.setUseClientMode(false);
            tls.setNeedClientAuth(true);
        }
        tls.startHandshake();
        return tls;
    }

    private void introduce(TestPeer peer) throws IOException, InterruptedException, ExecutionException {
        Incoming request = Messages.parse(peer.document().getBytes(StandardCharsets.UTF_8));
        for (TestCa authority = ca;
                authority != null && request.field("method").startsWith("Certificate.");
                authority = ca) {
            peer.send(authority.answer(request));
            request = Messages.parse(peer.document().getBytes(StandardCharsets.UTF_8));
        }
        if (!request.param("token").equals(TOKEN)) {
            reply(peer, request, "AuthenticationErrorAuthenticationFailed");
            refuse(peer, "Authentication failed.");
            return;
        }
        reply(peer, request, "AuthenticationErrorNoError");
        String nonce = request.param("nonce");
        Waiting me = new Waiting(peer, request, new CompletableFuture<>());
        @Nullable Waiting other;
        synchronized (byKey) {
            other = byKey.remove(nonce);
            if (other == null) {
                byKey.put(nonce, me);
            }
        }
        if (other != null) {
            if (!lying && other.request().param("uuid").equals(request.param("uuid"))) {
                refuse(peer, "Client loop detected.");
                refuse(other.peer(), "Client loop detected.");
                return;
            }
            established(peer, other.request(), lying ? "ffff" : other.request().param("uuid"));
            established(other.peer(), request, lying ? "0000" : request.param("uuid"));
            other.partner().complete(peer);
            pump(peer, other.peer());
            return;
        }
        waiting.incrementAndGet();
        try {
            TestPeer partner = me.partner().get(habits.alone().toMillis(), TimeUnit.MILLISECONDS);
            pump(peer, partner);
        } catch (TimeoutException e) {
            synchronized (byKey) {
                byKey.remove(nonce, me);
            }
            refuse(peer, "Proxy timeout occurred. The tunnel partner did not show up.");
        } finally {
            waiting.decrementAndGet();
        }
    }

    private static void reply(TestPeer peer, Incoming request, String outcome) throws IOException {
        peer.send("{\"id\":" + request.field("id") + ",\"params\":{\"authenticationError\":\"" + outcome
                + "\"},\"status\":\"success\"}");
    }

    private static void established(TestPeer peer, Incoming partner, String uuid) throws IOException {
        peer.send("{\"id\":6,\"notification\":\"RemoteProxy.TunnelEstablished\",\"params\":{\"name\":\""
                + partner.param("name") + "\",\"uuid\":\"" + uuid + "\"}}");
    }

    private static void refuse(TestPeer peer, String text) throws IOException {
        peer.close(1011, text);
        peer.socket.close();
    }

    private void pump(TestPeer from, TestPeer to) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        try {
            for (int n = from.read(chunk, 0, chunk.length); n >= 0; n = from.read(chunk, 0, chunk.length)) {
                wiretap.accept(Arrays.copyOf(chunk, n));
                to.write(chunk, n);
                relayed.addAndGet(n);
            }
        } catch (IOException e) {
            to.close(1001, "Tunnel client disconnected");
            from.kill();
            return;
        }
        to.close(1000, "Tunnel client disconnected");
        finish(from, to);
    }

    /** The gateway closes a connection once both of its directions have ended. */
    private final List<TestPeer> ended = new CopyOnWriteArrayList<>();

    private void finish(TestPeer from, TestPeer to) throws IOException {
        synchronized (ended) {
            ended.add(from);
            if (ended.contains(to)) {
                from.socket.close();
                to.socket.close();
            }
        }
    }

    /** Says the same to all. */
    void closeAll(int code, String text) throws IOException {
        for (TestPeer peer : peers) {
            peer.close(code, text);
        }
    }

    /** As when the process is killed. */
    void kill() throws IOException {
        server.close();
        for (TestPeer peer : peers) {
            peer.kill();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
