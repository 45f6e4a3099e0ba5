package io.culvert.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import io.culvert.api.plugin.PluginDiagnosis;
import io.culvert.api.plugin.PluginInfo;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** A broker, a transport and an authority that hold what a test puts there, as services of a bundle context. */
final class FakeGateway {

    static final Instant NOW = FakeAuthority.NOW;

    final List<SessionInfo> sessions = new ArrayList<>();
    final List<TunnelInfo> tunnels = new ArrayList<>();
    final List<ListenerInfo> listeners = new ArrayList<>();
    final List<AuthenticatorInfo> authenticators = new ArrayList<>();
    final List<PluginInfo> plugins = new ArrayList<>();
    final FakeAuthority authority = new FakeAuthority();
    final Map<String, CloseReason> closed = new HashMap<>();
    final Map<String, Object> services = new HashMap<>();
    boolean stopped;

    @Nullable Instant drainsUntil;

    final List<Event> events = new ArrayList<>();

    FakeGateway() {
        services.put(Broker.class.getName(), new FakeBroker());
        services.put(Transport.class.getName(), new FakeTransport());
        services.put(AuthorityOperations.class.getName(), authority);
        services.put(PluginDiagnosis.class.getName(), new FakeDiagnosis());
        services.put(EventListener.class.getName(), (EventListener) events::add);
    }

    FakeGateway without(Class<?> service) {
        services.remove(service.getName());
        return this;
    }

    void session(String id, SessionInfo.State state, Duration ago, @Nullable PeerInfo peer) {
        sessions.add(new SessionInfo(connection(id, ConnectionInfo.Kind.WEBSOCKET), state, NOW.minus(ago), peer));
    }

    void tunnel(String id, Duration age, PeerInfo first, PeerInfo second) {
        tunnels.add(new TunnelInfo(
                id,
                "rendezvous-key",
                new TunnelEnd(connection(id + "a", ConnectionInfo.Kind.WEBSOCKET), first),
                new TunnelEnd(connection(id + "b", ConnectionInfo.Kind.STREAM), second),
                NOW.minus(age),
                12 << 20,
                3 << 10,
                1_258_291,
                false));
    }

    static ConnectionInfo connection(String id, ConnectionInfo.Kind kind) {
        return new ConnectionInfo(id, kind, true, "main", address(203, 0, 113, 7, 40_001), NOW, List.of());
    }

    static InetSocketAddress address(int a, int b, int c, int d, int port) {
        try {
            byte[] bytes = {(byte) a, (byte) b, (byte) c, (byte) d};
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** What the command prints. */
    String run(GatewayCommand command) throws Exception {
        command.context = context();
        command.clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            command.run(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** What the command prints with {@code --json}, which must be one line. */
    JsonNode runJson(GatewayCommand command) throws Exception {
        command.json = true;
        String printed = run(command);
        if (printed.lines().count() != 1) {
            throw new AssertionError("not one line: " + printed);
        }
        return new JsonMapper().readTree(printed);
    }

    BundleContext context() {
        return (BundleContext) proxy(BundleContext.class, (method, argument) -> switch (method) {
            case "getServiceReference" ->
                services.containsKey(((Class<?>) argument).getName())
                        ? new Reference(((Class<?>) argument).getName()).proxy()
                        : null;
            case "getServiceReferences" ->
                services.containsKey(EventListener.class.getName())
                        ? List.of(new Reference(EventListener.class.getName()).proxy())
                        : List.of();
            case "getService" -> services.get(argument.toString());
            case "ungetService" -> true;
            case "getBundle" -> bundle();
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private Object bundle() {
        if (stopped) {
            throw new IllegalStateException("Invalid BundleContext");
        }
        return proxy(Bundle.class, (getVersion, none) -> new Version(0, 1, 0));
    }

    private record Reference(String type) {
        Object proxy() {
            return FakeGateway.proxy(ServiceReference.class, (toString, none) -> type);
        }
    }

    interface Call {
        @Nullable Object of(String method, Object argument);
    }

    static Object proxy(Class<?> type, Call call) {
        return Proxy.newProxyInstance(
                FakeGateway.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method.getName(), arguments == null ? "" : arguments[0]));
    }

    private final class FakeBroker implements Broker {
        @Override
        public List<SessionInfo> sessions() {
            return List.copyOf(sessions);
        }

        @Override
        public List<TunnelInfo> tunnels() {
            return List.copyOf(tunnels);
        }

        @Override
        public List<AuthenticatorInfo> authenticators() {
            return List.copyOf(authenticators);
        }

        @Override
        public void drain(Duration patience) {
            drainsUntil = NOW.plus(patience);
        }

        @Override
        public void resume() {
            drainsUntil = null;
        }

        @Override
        public @Nullable Instant drainsUntil() {
            return drainsUntil;
        }

        @Override
        public boolean close(String id, CloseReason reason) {
            boolean session = sessions.removeIf(each -> each.connection().id().equals(id));
            if (session) {
                closed.put(id, reason);
            }
            return session || removeTunnel(id, reason);
        }
    }

    private boolean removeTunnel(String id, CloseReason reason) {
        boolean removed = tunnels.removeIf(each -> each.id().equals(id));
        if (removed) {
            closed.put(id, reason);
        }
        return removed;
    }

    private final class FakeDiagnosis implements PluginDiagnosis {
        @Override
        public List<PluginInfo> meantToAuthenticate() {
            return List.copyOf(plugins);
        }

        @Override
        public @Nullable String problem(long bundle) {
            throw new UnsupportedOperationException("no command asks for one bundle");
        }
    }

    private final class FakeTransport implements Transport {
        @Override
        public String nodeId() {
            return "gw1";
        }

        @Override
        public TunnelInfo join(String key, End first, End second, TunnelLimits limits) {
            throw new UnsupportedOperationException("a command never joins");
        }

        @Override
        public List<TunnelInfo> tunnels() {
            return List.copyOf(tunnels);
        }

        @Override
        public boolean closeTunnel(String id, CloseReason reason) {
            return removeTunnel(id, reason);
        }

        @Override
        public boolean expel(String id, String connection, CloseReason reason) {
            throw new UnsupportedOperationException("no command expels");
        }

        @Override
        public List<ListenerInfo> listeners() {
            return List.copyOf(listeners);
        }
    }
}
