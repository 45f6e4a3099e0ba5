package io.culvert.transport.undertow;

import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.tls.TlsProvider;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionAcceptor;
import io.culvert.api.transport.ConnectionHandler;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import io.culvert.api.transport.TunnelListener;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The transport: its I/O threads, its peers and tunnels, and its clock. The ports are {@link Listener}s. */
@Component(
        service = {Transport.class, UndertowTransport.class},
        configurationPid = "io.culvert.transport.undertow",
        immediate = true)
@Designate(ocd = TransportConfig.class)
public final class UndertowTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(UndertowTransport.class);
    private static final long TICK_MILLIS = 1000;
    private static final int MIN_READ_SIZE = 4096;
    private static final int MAX_READ_SIZE = 4 * 1024 * 1024;
    private static final int MAX_IO_THREADS = 256;
    /** How many buffers a peer that never stops sending may still deliver when the transport stops. */
    private static final int LAST_READS = 16;

    private final XnioWorker worker;
    private final ThreadBuffers buffers;
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private final Map<String, Tunnel> tunnels = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final TunnelEvents tunnelEvents = new TunnelEvents();
    private final HttpResources resources = new HttpResources();
    private final OwnAuthority authority = new OwnAuthority();
    private final String run = RunId.make();
    private final AtomicLong connectionIds = new AtomicLong();
    private final AtomicLong tunnelIds = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(thread("clock"));

    private volatile long now = millis();
    private volatile Settings settings;
    private volatile String nodeId;
    private volatile @Nullable ConnectionAcceptor acceptor;
    private volatile TlsProvider tls = JdkTls.INSTANCE;

    @Activate
    public UndertowTransport(@Reference Xnio xnio, TransportConfig config, Map<String, Object> properties)
            throws IOException {
        settings = Settings.read(config, properties, Settings.DEFAULTS);
        nodeId = NodeId.of(config, properties, NodeId.hostName());
        Settings.Reader reader = new Settings.Reader(properties);
        buffers = new ThreadBuffers(
                reader.number("read.size", config::read_size, MIN_READ_SIZE, MAX_READ_SIZE, TransportConfig.READ_SIZE));
        int configuredThreads = reader.number("io.threads", config::io_threads, 0, MAX_IO_THREADS, 0);
        int threads =
                configuredThreads > 0 ? configuredThreads : Runtime.getRuntime().availableProcessors();
        worker = xnio.createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, "culvert")
                .set(Options.WORKER_IO_THREADS, threads)
                .set(Options.WORKER_TASK_CORE_THREADS, threads)
                .set(Options.WORKER_TASK_MAX_THREADS, threads)
                .set(Options.THREAD_DAEMON, true)
                .getMap());
        LOG.info("Node {} begins run {}", nodeId, run);
        Future<?> unused = clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Modified
    void modified(TransportConfig config, Map<String, Object> properties) {
        nodeId = NodeId.of(config, properties, nodeId);
        settings = Settings.read(config, properties, settings);
    }

    /** Ends everything: delivers what has arrived, tells every peer, waits for them to close. */
    @Deactivate
    void deactivate() {
        clock.shutdown();
        onEachPeer(peer -> {
            for (int i = 0; i < LAST_READS && !peer.held() && peer.read(); i++) {
                // What it has sent so far is delivered.
            }
        });
        onEachPeer(peer -> peer.close(CloseReason.STOPPING));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.closeTimeout());
        synchronized (peers) {
            while (!peers.isEmpty() && System.nanoTime() < deadline) {
                try {
                    peers.wait(50);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        peers.forEach(peer -> peer.wire.close());
        worker.shutdown();
    }

    /** Does something on the I/O thread of each peer, and waits until it was done. */
    private void onEachPeer(Consumer<Peer> action) {
        List<Peer> all = List.copyOf(peers);
        CountDownLatch done = new CountDownLatch(all.size());
        for (Peer peer : all) {
            peer.thread().execute(() -> {
                try {
                    action.accept(peer);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            if (!done.await(settings.closeTimeout(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Stopping although {} peers are still busy", done.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- TLS that is better than Java's own

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTls(TlsProvider provider) {
        tls = provider;
        listeners.forEach(Listener::renewTls);
    }

    void unbindTls(TlsProvider provider) {
        if (tls == provider) {
            bindTls(JdkTls.INSTANCE);
        }
    }

    TlsProvider tls() {
        return tls;
    }

    // ---- who takes connections, hears of tunnels, answers HTTP and makes certificates: see Whiteboard

    void bindAcceptor(ConnectionAcceptor newAcceptor) {
        acceptor = newAcceptor;
        listeners.forEach(Listener::open);
    }

    void unbindAcceptor(ConnectionAcceptor oldAcceptor) {
        if (acceptor == oldAcceptor) {
            acceptor = null;
        }
    }

    void bindTunnelListener(TunnelListener listener) {
        tunnelEvents.add(listener);
    }

    void unbindTunnelListener(TunnelListener listener) {
        tunnelEvents.remove(listener);
    }

    HttpResources resources() {
        return resources;
    }

    void bindAuthority(LocalAuthority service) {
        authority.bind(service);
        refreshListeners();
    }

    void unbindAuthority(LocalAuthority service) {
        authority.unbind(service);
        refreshListeners();
    }

    /** On the clock's thread, because the authority may have to make certificates. */
    private void refreshListeners() {
        clock.execute(() -> listeners.forEach(Listener::refresh));
    }

    OwnAuthority authority() {
        return authority;
    }

    /** Whether somebody takes connections. */
    boolean ready() {
        return acceptor != null;
    }

    /** Adds a new peer, and returns who hears it, or {@code null} when nobody does. */
    @Nullable ConnectionHandler accept(Peer peer) {
        peers.add(peer);
        ConnectionAcceptor current = acceptor;
        return current == null ? null : current.accept(peer);
    }

    void closed(Peer peer) {
        peers.remove(peer);
        synchronized (peers) {
            peers.notifyAll();
        }
    }

    // ---- for the broker and the operator

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public String run() {
        return run;
    }

    @Override
    public TunnelInfo join(String key, End first, End second, TunnelLimits limits) {
        if (!(first.connection() instanceof Peer a) || !(second.connection() instanceof Peer b)) {
            throw new IllegalArgumentException("not a connection of this transport");
        }
        // Always in the same order, so that no two joins wait for each other.
        boolean inOrder = a.number <= b.number;
        Tunnel tunnel = new Tunnel(this, "t" + tunnelIds.incrementAndGet(), key, first, second, limits);
        requireFree(a);
        requireFree(b);
        tunnels.put(tunnel.id(), tunnel);
        TunnelInfo opened = tunnel.info();
        tunnelEvents.tell(listener -> listener.opened(opened));
        synchronized (inOrder ? a : b) {
            synchronized (inOrder ? b : a) {
                a.enter(tunnel, b, first.lastMessage());
                if (a != b) {
                    b.enter(tunnel, a, second.lastMessage());
                }
            }
        }
        a.leaveIfGone(tunnel);
        if (a != b) {
            b.leaveIfGone(tunnel);
        }
        return tunnel.info();
    }

    private static void requireFree(Peer peer) {
        if (peer.tunnel != null) {
            throw new IllegalArgumentException("in a tunnel already");
        }
    }

    @Override
    public List<TunnelInfo> tunnels() {
        return tunnels.values().stream()
                .map(Tunnel::info)
                .sorted(Comparator.comparing(TunnelInfo::since))
                .toList();
    }

    @Override
    public boolean closeTunnel(String id, CloseReason reason) {
        Tunnel tunnel = tunnels.get(id);
        if (tunnel == null) {
            return false;
        }
        tunnel.close(reason);
        return true;
    }

    @Override
    public boolean expel(String id, String connection, CloseReason reason) {
        Tunnel tunnel = tunnels.get(id);
        return tunnel != null && tunnel.expel(connection, reason);
    }

    @Override
    public List<ListenerInfo> listeners() {
        return listeners.stream().flatMap(listener -> listener.info().stream()).toList();
    }

    @Override
    public List<String> closedListeners() {
        return listeners.stream()
                .flatMap(listener -> listener.whyClosed().stream())
                .toList();
    }

    // ---- for peers and tunnels

    void tunnelClosing(Tunnel tunnel) {
        TunnelInfo info = tunnel.info();
        tunnelEvents.tell(listener -> listener.closing(info));
    }

    void tunnelClosed(Tunnel tunnel, CloseReason reason) {
        tunnels.remove(tunnel.id());
        TunnelInfo info = tunnel.info();
        tunnelEvents.tell(listener -> listener.closed(info, reason));
    }

    XnioWorker worker() {
        return worker;
    }

    Settings settings() {
        return settings;
    }

    /** A number that no connection has had. */
    long nextConnectionNumber() {
        return connectionIds.incrementAndGet();
    }

    /** The time in milliseconds since some moment, as of the last tick. */
    long now() {
        return now;
    }

    ThreadBuffers buffers() {
        return buffers;
    }

    // ---- for listeners

    /** How many peers came by a listener. */
    int count(String listener) {
        return (int) peers.stream()
                .filter(peer -> peer.info().listener().equals(listener))
                .count();
    }

    void add(Listener listener) {
        listeners.add(listener);
        if (ready()) {
            listener.open();
        }
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    private void tick() {
        try {
            now = millis();
            Settings current = settings;
            peers.forEach(peer -> peer.tick(now, current));
            tunnels.values().forEach(tunnel -> tunnel.tick(now, current));
            listeners.forEach(Listener::tick);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The clock failed, and goes on", e);
        }
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    static ThreadFactory thread(String name) {
        return task -> {
            Thread thread = new Thread(task, "culvert-transport-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
