package io.culvert.transport.undertow;

import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionAcceptor;
import io.culvert.api.transport.ConnectionHandler;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport.End;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import io.culvert.api.transport.TunnelListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.xnio.Xnio;

/** The transport with real ports, and in place of the broker one that remembers what it hears. */
final class Gateway implements AutoCloseable {

    static final long PATIENCE_SECONDS = 20;

    /** A peer as the broker sees it. */
    static final class Seen implements ConnectionHandler {
        final Connection connection;
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> binaries = new LinkedBlockingQueue<>();

        Seen(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void text(ByteBuffer utf8) {
            texts.add(StandardCharsets.UTF_8.decode(utf8).toString());
        }

        @Override
        public void binary() {
            binaries.add(true);
        }

        @Override
        public void closed(CloseReason reason) {
            closed.add(reason);
        }
    }

    final UndertowTransport transport;
    final ConnectionAcceptor acceptor = this::accept;
    final List<Listener> listeners = new ArrayList<>();
    private boolean stopped;
    final BlockingQueue<Seen> accepted = new LinkedBlockingQueue<>();
    final BlockingQueue<TunnelInfo> closing = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> closeReasons = new LinkedBlockingQueue<>();

    Gateway(Map<String, Object> config) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("node_id", "node1"));
        all.putAll(config);
        transport = new UndertowTransport(Xnio.getInstance(), Configs.of(TransportConfig.class, all), Map.of());
        transport.bindTunnelListener(new TunnelListener() {
            @Override
            public void closing(TunnelInfo tunnel) {
                closing.add(tunnel);
            }

            @Override
            public void closed(TunnelInfo tunnel, CloseReason reason) {
                closeReasons.add(reason);
            }
        });
        transport.bindAcceptor(acceptor);
    }

    private ConnectionHandler accept(Connection connection) {
        Seen seen = new Seen(connection);
        accepted.add(seen);
        return seen;
    }

    /** Opens a port, and returns it. */
    int listen(Map<String, Object> config) {
        return port(listener(config));
    }

    /** A listener, open or not. */
    Listener listener(Map<String, Object> config) {
        Listener listener = new Listener(transport, listenerConfig(config), Map.of());
        listeners.add(listener);
        return listener;
    }

    static ListenerConfig listenerConfig(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", 0));
        all.putAll(config);
        return Configs.of(ListenerConfig.class, all);
    }

    /** The port of a listener, as soon as it is open. */
    static int port(Listener listener) {
        await(() -> listener.info().isPresent());
        return listener.info().orElseThrow().address().getPort();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in " + PATIENCE_SECONDS + " s");
            }
            LockSupport.parkNanos(1_000_000); // leaves the machine to what is waited for
        }
    }

    int listenPlain() {
        return listen(Map.of("tls", false, "name", "plain"));
    }

    /** With a certificate for localhost in that folder, which is made when there is none. */
    int listenTls(Path folder) throws IOException {
        if (Files.notExists(folder.resolve("gateway.crt"))) {
            certify(folder);
        }
        return listen(Map.of(
                "name",
                "tls",
                "certificate",
                folder.resolve("gateway.crt").toString(),
                "certificate_key",
                folder.resolve("gateway.key").toString()));
    }

    /** Puts another certificate for localhost into a folder. */
    static void certify(Path folder) throws IOException {
        Issued server = TestAuthority.selfSigned(folder, "/CN=localhost", "subjectAltName=DNS:localhost", 2);
        Files.move(server.key(), folder.resolve("gateway.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(server.chain(), folder.resolve("gateway.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    int listenStream() {
        return listen(Map.of("tls", false, "protocol", "stream", "name", "stream"));
    }

    Seen accepted() throws InterruptedException {
        return take(accepted);
    }

    TunnelInfo join(Seen first, Seen second) {
        return join(first, second, TunnelLimits.NONE);
    }

    TunnelInfo join(Seen first, Seen second, TunnelLimits limits) {
        return transport.join("key", end(first, "first"), end(second, "second"), limits);
    }

    private static End end(Seen seen, String message) {
        return new End(seen.connection, new PeerInfo("someone", null, null), message);
    }

    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
        }
        return element;
    }

    @Override
    public void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        for (Listener listener : listeners) {
            listener.deactivate();
        }
        transport.deactivate();
    }
}
