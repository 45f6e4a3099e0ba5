package io.culvert.metrics;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.Refusal;
import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelLimits;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The parts of a gateway with what a test puts there. */
final class FakeGateway implements Services {

    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    final List<SessionInfo> sessions = new ArrayList<>();
    final Map<String, TunnelInfo> tunnels = new ConcurrentHashMap<>();
    final List<ListenerInfo> listeners = new ArrayList<>();
    final List<@Nullable String> configuredListeners = new ArrayList<>();
    final List<AuthenticatorInfo> authenticators = new ArrayList<>();
    final Map<Class<?>, Object> services = new HashMap<>();
    final EventMetrics events = new EventMetrics();
    final TunnelMetrics tunnelMetrics = new TunnelMetrics();
    boolean draining;

    /** A gateway of which every part is there. */
    FakeGateway() {
        services.put(Transport.class, new FakeTransport());
        services.put(Broker.class, new FakeBroker());
        services.put(Health.class, new FakeHealth());
        services.put(
                AuthorityOperations.class,
                answering(AuthorityOperations.class, Map.of("status", FakeGateway::authorityStatus)));
        services.put(
                ConfigurationAdmin.class,
                answering(ConfigurationAdmin.class, Map.of("listConfigurations", this::listenerConfigurations)));
    }

    @Override
    public <S, A> A ask(Class<S> type, Function<S, A> question, A ifMissing) {
        S service = type.cast(services.get(type));
        return service == null ? ifMissing : question.apply(service);
    }

    /** Puts a part in place of which every method fails. */
    <S> void breakPart(Class<S> type) {
        services.put(type, answering(type, Map.of()));
    }

    Scrape newScrape() {
        return new Scrape("1.2.3", this, events, tunnelMetrics);
    }

    static ConnectionInfo connection(String id) {
        return new ConnectionInfo(
                id,
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_001),
                NOW.minusSeconds(2),
                List.of());
    }

    static TunnelInfo tunnel(String id, long bytesToSecond, long bytesToFirst) {
        PeerInfo peer = new PeerInfo("somebody", null, null);
        return new TunnelInfo(
                id,
                "key",
                new TunnelEnd(connection(id + "a"), peer),
                new TunnelEnd(connection(id + "b"), peer),
                NOW,
                bytesToSecond,
                bytesToFirst,
                7,
                false);
    }

    static SessionInfo session(String id, SessionInfo.State state) {
        return new SessionInfo(connection(id), state, NOW, null);
    }

    static ListenerInfo listener(String name, int connections) {
        return new ListenerInfo(
                name,
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "Java",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 8443),
                connections);
    }

    static AuthenticatorInfo authenticator(String name, long accepted) {
        return new AuthenticatorInfo(
                name,
                "some.bundle",
                null,
                0,
                accepted + 6,
                accepted,
                1,
                2,
                3,
                4,
                Duration.ofMillis(5),
                Duration.ofMillis(9),
                null,
                AuthenticatorInfo.Circuit.HALF_OPEN);
    }

    private static AuthorityStatus authorityStatus() {
        Generation old = new Generation(
                1, Phase.SUPERSEDED, "CN=Old", "ab", NOW, NOW.plusSeconds(60), false, 3, 4, NOW, NOW.plusSeconds(30));
        Generation active =
                new Generation(2, Phase.ACTIVE, "CN=New", "cd", NOW, NOW.plusSeconds(600), false, 5, 0, null, null);
        return new AuthorityStatus(
                AuthorityStatus.State.EXPIRING,
                "It expires.",
                "/nowhere",
                List.of(active, old),
                10,
                8,
                1,
                2,
                Map.of(Refusal.WEAK_KEY, 3L),
                NOW.plusSeconds(500));
    }

    private Configuration[] listenerConfigurations() {
        return configuredListeners.stream()
                .map(name -> {
                    Map<String, Object> properties = name == null ? Map.of() : Map.of("name", name);
                    return answering(
                            Configuration.class, Map.of("getProperties", () -> FrameworkUtil.asDictionary(properties)));
                })
                .toArray(Configuration[]::new);
    }

    private interface Answer {
        @Nullable Object get();
    }

    private static <S> S answering(Class<S> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                FakeGateway.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new IllegalStateException("broken");
                    }
                    return answer.get();
                }));
    }

    private final class FakeTransport implements Transport {
        @Override
        public String nodeId() {
            return "node-1";
        }

        @Override
        public TunnelInfo join(String key, End first, End second, TunnelLimits limits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<TunnelInfo> tunnels() {
            return List.copyOf(tunnels.values());
        }

        @Override
        public boolean closeTunnel(String id, CloseReason reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean expel(String id, String connection, CloseReason reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ListenerInfo> listeners() {
            return List.copyOf(listeners);
        }
    }

    private final class FakeBroker implements Broker {
        @Override
        public List<SessionInfo> sessions() {
            return List.copyOf(sessions);
        }

        @Override
        public List<TunnelInfo> tunnels() {
            return List.copyOf(tunnels.values());
        }

        @Override
        public List<AuthenticatorInfo> authenticators() {
            return List.copyOf(authenticators);
        }

        @Override
        public boolean close(String id, CloseReason reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void drain(Duration patience) {
            draining = true;
        }

        @Override
        public void resume() {
            draining = false;
        }

        @Override
        public @Nullable Instant drainsUntil() {
            return draining ? NOW : null;
        }
    }

    private static final class FakeHealth implements Health {
        @Override
        public List<HealthResult> check() {
            return List.of(
                    new HealthResult("authority", HealthResult.Status.WARN, "It expires.", Duration.ZERO),
                    new HealthResult("broker", HealthResult.Status.OK, "Fine.", Duration.ZERO));
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
