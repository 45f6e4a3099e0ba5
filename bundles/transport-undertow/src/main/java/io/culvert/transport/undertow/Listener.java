package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.ListenerInfo;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/**
 * One port, opened as soon as somebody takes connections. Its peers belong to the transport: they stay when the port
 * moves, closes, or gets another certificate. A configuration that cannot be used leaves things as they are.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.culvert.transport.undertow.listener",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ListenerConfig.class, factory = true)
public final class Listener implements HttpFront.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 4096;
    /** How long nothing is said of an authority that is missing: when the gateway starts, it comes after the listeners. */
    private static final int PATIENCE_TICKS = 10;

    private static final int HTTP_BUFFER = 8 * 1024;
    private static final int MAX_HTTP_HEAD = 16 * 1024;
    /** What is skipped at most of a body that nobody reads, in bytes. */
    private static final long MAX_SKIPPED_BODY = 2 * RequestBody.MAX;

    private final UndertowTransport transport;
    /** The file from which the configuration comes, for messages. */
    private final String source;

    private final HttpOpenListener http;

    // Written under the monitor.
    private volatile @Nullable ListenerSetup setup;
    private volatile @Nullable AcceptingChannel<StreamConnection> channel;
    private volatile String problem = "";
    /** For how many ticks; the clock's. */
    private int lacking;

    @Activate
    public Listener(@Reference UndertowTransport transport, ListenerConfig config, Map<String, Object> properties) {
        this.transport = transport;
        this.source =
                String.valueOf(properties.getOrDefault("felix.fileinstall.filename", "listener " + config.name()));
        this.http = new HttpOpenListener(
                new DefaultByteBufferPool(false, HTTP_BUFFER),
                OptionMap.builder()
                        .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HTTP_HEAD)
                        .set(UndertowOptions.MAX_ENTITY_SIZE, MAX_SKIPPED_BODY)
                        .getMap());
        http.setRootHandler(new HttpFront(this));
        try {
            setup = new ListenerSetup(config, properties, transport.tls(), transport.authority());
        } catch (BadConfigurationException e) {
            tell(e.getMessage() + ". The listener stays closed");
        }
        transport.add(this);
        renewTls(); // should it have changed before the transport knew of us
    }

    @Modified
    synchronized void modified(ListenerConfig config, Map<String, Object> properties) {
        ListenerSetup old = setup;
        ListenerSetup changed;
        try {
            changed = new ListenerSetup(config, properties, transport.tls(), transport.authority());
        } catch (BadConfigurationException e) {
            LOG.error(
                    "{}: {}. {}",
                    source,
                    e.getMessage(),
                    old == null ? "The listener stays closed" : "The last good configuration stays in use");
            return;
        }
        AcceptingChannel<StreamConnection> open = channel;
        if (open == null || old == null || !changed.lack().isEmpty()) {
            replace(changed);
            IoUtils.safeClose(open);
            channel = null;
            if (transport.ready()) {
                open();
            }
        } else if (old.address().equals(changed.address())) {
            replace(changed);
        } else {
            try {
                move(open, old, changed);
            } catch (IOException e) {
                changed.close();
                LOG.error("{}: {}. The old port stays open", source, cannotBind(changed, e));
            }
        }
    }

    private void replace(@Nullable ListenerSetup changed) {
        ListenerSetup old = setup;
        setup = changed;
        if (old != null) {
            old.close();
        }
    }

    /** Lets new connections have the TLS that the transport has now. */
    synchronized void renewTls() {
        ListenerSetup current = setup;
        if (current != null) {
            current.use(transport.tls());
        }
    }

    /** Opens the new port before the old one is closed, unless they are one port on different addresses. */
    private void move(AcceptingChannel<StreamConnection> open, ListenerSetup old, ListenerSetup changed)
            throws IOException {
        if (old.address().getPort() != changed.address().getPort()) {
            channel = bind(changed);
            replace(changed);
            IoUtils.safeClose(open);
            return;
        }
        new ServerSocket(0, 1, changed.address().getAddress()).close(); // whether that address is ours at all
        IoUtils.safeClose(open);
        channel = null;
        replace(changed);
        open(); // the system may need a moment to free the port; the clock tries again
    }

    @Deactivate
    synchronized void deactivate() {
        transport.remove(this);
        IoUtils.safeClose(channel);
        replace(null);
    }

    /** Opens the port unless it is open, or cannot be. */
    synchronized void open() {
        ListenerSetup current = setup;
        if (channel != null || current == null || !current.lack().isEmpty()) {
            return;
        }
        try {
            channel = bind(current);
            problem = "";
        } catch (IOException e) {
            tell(cannotBind(current, e) + ". Will try again");
        }
    }

    private static String cannotBind(ListenerSetup setup, IOException e) {
        return "host = " + setup.address().getHostString() + ", port = "
                + setup.address().getPort() + ": " + e.getMessage();
    }

    private AcceptingChannel<StreamConnection> bind(ListenerSetup current) throws IOException {
        AcceptingChannel<StreamConnection> bound = transport
                .worker()
                .createStreamConnectionServer(
                        current.address(),
                        this::accept,
                        OptionMap.builder()
                                .set(Options.REUSE_ADDRESSES, true)
                                .set(Options.TCP_NODELAY, true)
                                .set(Options.KEEP_ALIVE, true)
                                .set(Options.BACKLOG, BACKLOG)
                                .getMap());
        bound.resumeAccepts();
        LOG.info(
                "Listener {}: {} at {}{}",
                current.name(),
                current.websocket() ? "WebSocket" : "stream",
                bound.getLocalAddress(),
                current.encrypted() ? ", TLS by " + current.tlsName() : "");
        return bound;
    }

    /** Tries again what failed, and looks after the certificates. On the clock's thread, as {@link #refresh}. */
    void tick() {
        refresh();
        ListenerSetup current = setup;
        String lack = current == null ? "" : current.lack();
        if (lack.isEmpty()) {
            lacking = 0;
        } else if (transport.ready() && ++lacking >= PATIENCE_TICKS) {
            tell(lack + ". The listener stays closed until then");
        }
    }

    /** Has the certificates that there are now, and opens the port if it can be. */
    void refresh() {
        ListenerSetup current = setup;
        if (current != null) {
            current.refresh();
            if (transport.ready()) {
                open();
            }
        }
    }

    /** Tells the operator why the port is not open, once. */
    private synchronized void tell(String why) {
        if (!why.equals(problem)) {
            problem = why;
            LOG.error("{}: {}", source, why);
        }
    }

    /** Why the port is not open, for the operator; empty when it is. */
    Optional<String> whyClosed() {
        if (channel != null) {
            return Optional.empty();
        }
        ListenerSetup current = setup;
        String lack = current == null ? "" : current.lack();
        String why = lack.isEmpty() ? problem : lack;
        return Optional.of(
                source + ": " + (why.isEmpty() ? "waits for somebody who takes connections, the broker" : why));
    }

    Optional<ListenerInfo> info() {
        ListenerSetup current = setup;
        AcceptingChannel<StreamConnection> open = channel;
        if (current == null || open == null) {
            return Optional.empty();
        }
        return Optional.of(new ListenerInfo(
                current.name(),
                kind(current),
                current.encrypted(),
                current.tlsName(),
                open.getLocalAddress(InetSocketAddress.class),
                transport.count(current.name())));
    }

    private static ConnectionInfo.Kind kind(ListenerSetup setup) {
        return setup.websocket() ? ConnectionInfo.Kind.WEBSOCKET : ConnectionInfo.Kind.STREAM;
    }

    // ---- a new connection: its I/O thread

    private void accept(AcceptingChannel<StreamConnection> from) {
        try {
            for (StreamConnection raw = from.accept(); raw != null; raw = from.accept()) {
                begin(raw);
            }
        } catch (IOException e) {
            LOG.debug("No connection after all: {}", e.getMessage());
        }
    }

    private void begin(StreamConnection raw) {
        ListenerSetup current = setup;
        if (current == null) {
            IoUtils.safeClose(raw);
            return;
        }
        IoBuffers io = transport.buffers().of(raw.getIoThread());
        try {
            Wire wire = current.newWire(raw);
            if (wire == null && setup == current) {
                IoUtils.safeClose(raw); // it has no certificate, and its port is about to be closed
            } else if (wire == null) {
                begin(raw); // another setup has taken its place
            } else if (wire instanceof TlsWire tls) {
                TlsHandshake.start(tls, io, transport.settings().handshakeTimeout(), () -> speak(current, tls, io));
            } else {
                speak(current, wire, io);
            }
        } catch (SSLException e) {
            LOG.error("Listener {}: TLS cannot begin: {}", current.name(), e.getMessage());
            IoUtils.safeClose(raw);
        }
    }

    private void speak(ListenerSetup current, Wire wire, IoBuffers io) {
        if (current.websocket()) {
            http.handleEvent(new HttpPhase(wire, io, transport.settings().handshakeTimeout()).connection());
        } else {
            long number = transport.nextConnectionNumber();
            new StreamPeer(transport, wire, io, number, connectionInfo(current, number, Origin.of(wire), Instant.now()))
                    .start(new byte[0]);
        }
    }

    private static ConnectionInfo connectionInfo(ListenerSetup setup, long number, Origin origin, Instant since) {
        return new ConnectionInfo(
                "c" + number,
                kind(setup),
                setup.encrypted(),
                setup.name(),
                origin.remote(),
                since,
                origin.certificates());
    }

    @Override
    public String nodeId() {
        return transport.nodeId();
    }

    @Override
    public boolean ready() {
        return transport.ready();
    }

    @Override
    public Origin origin(Wire wire, HeaderMap headers) throws CertificateException {
        ListenerSetup current = setup;
        Origin direct = Origin.of(wire);
        return current == null ? direct : current.origin(direct, headers);
    }

    @Override
    public void upgraded(Wire wire, Origin origin, byte[] early) {
        ListenerSetup current = setup;
        if (current == null) {
            wire.close();
            return;
        }
        long number = transport.nextConnectionNumber();
        IoBuffers io = transport.buffers().of(wire.thread());
        new WebSocketPeer(transport, wire, io, number, connectionInfo(current, number, origin, Instant.now()))
                .start(early);
    }

    @Override
    public HttpResources resources() {
        return transport.resources();
    }

    @Override
    public @Nullable ConnectionInfo asking(HttpPhase phase, Origin origin) {
        ListenerSetup current = setup;
        return current == null
                ? null
                : connectionInfo(current, phase.number(transport::nextConnectionNumber), origin, phase.since());
    }
}
