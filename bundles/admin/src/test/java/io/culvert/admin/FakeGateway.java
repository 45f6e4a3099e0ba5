package io.culvert.admin;

import io.culvert.api.admin.ApiTokens;
import io.culvert.api.admin.Role;
import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.event.AuditLog;
import io.culvert.api.event.AuditReport;
import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** All parts of the gateway, with what a test puts there. */
final class FakeGateway
        implements Transport, Broker, AuthenticationService, Health, ApiTokens, AuditLog, PluginDiagnosis {

    static final Instant NOW = FakeAuthority.NOW;

    final List<TunnelInfo> tunnels = new CopyOnWriteArrayList<>();
    final List<SessionInfo> sessions = new CopyOnWriteArrayList<>();
    final List<ListenerInfo> listeners = new CopyOnWriteArrayList<>();
    final List<AuthenticatorInfo> authenticators = new CopyOnWriteArrayList<>();
    final List<HealthResult> checks = new CopyOnWriteArrayList<>();
    final List<ApiToken> tokens = new CopyOnWriteArrayList<>();
    final List<String> audit = new CopyOnWriteArrayList<>();
    /** What was closed, and what the peers were told. */
    final List<String> closed = new CopyOnWriteArrayList<>();

    volatile @Nullable Instant drainsUntil;
    volatile @Nullable Credentials tried;
    final List<PluginInfo> plugins = new CopyOnWriteArrayList<>();
    /** What is wrong with whichever bundle one asks for. */
    volatile @Nullable String problem;

    static ConnectionInfo connection(String id) {
        return new ConnectionInfo(
                id,
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                InetSocketAddress.createUnresolved("192.0.2.7", 50123),
                NOW,
                List.of());
    }

    static TunnelInfo tunnel(int number, long bytes) {
        return new TunnelInfo(
                "t" + number,
                "secret-key",
                new TunnelEnd(connection("c" + 2 * number), new PeerInfo("office", "u1", "Laptop " + number)),
                new TunnelEnd(connection("c" + (2 * number + 1)), new PeerInfo("office", null, null)),
                NOW.plusSeconds(number),
                bytes,
                2 * bytes,
                bytes / 2,
                false);
    }

    static SessionInfo session(String id, SessionInfo.State state) {
        PeerInfo peer = state == SessionInfo.State.WAITING ? new PeerInfo("office", "u1", "Laptop") : null;
        return new SessionInfo(connection(id), state, NOW, peer);
    }

    static AuthenticatorInfo authenticator(String name, AuthenticatorInfo.Circuit circuit) {
        return new AuthenticatorInfo(
                name,
                "io.culvert.sample",
                null,
                5,
                9,
                4,
                3,
                2,
                1,
                0,
                Duration.ofMillis(2),
                Duration.ofMillis(9),
                circuit == AuthenticatorInfo.Circuit.CLOSED ? null : "no route to host",
                circuit);
    }

    @Override
    public String nodeId() {
        return "node1";
    }

    @Override
    public TunnelInfo join(String key, End first, End second, TunnelLimits limits) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<TunnelInfo> tunnels() {
        return List.copyOf(tunnels);
    }

    @Override
    public boolean closeTunnel(String id, CloseReason reason) {
        closed.add(id + " " + reason.code() + " " + reason.text());
        return tunnels.removeIf(tunnel -> tunnel.id().equals(id));
    }

    @Override
    public boolean expel(String id, String connection, CloseReason reason) {
        return false;
    }

    @Override
    public List<ListenerInfo> listeners() {
        return listeners;
    }

    @Override
    public List<SessionInfo> sessions() {
        return List.copyOf(sessions);
    }

    @Override
    public List<AuthenticatorInfo> authenticators() {
        return authenticators;
    }

    @Override
    public boolean close(String id, CloseReason reason) {
        closed.add(id + " " + reason.code() + " " + reason.text());
        return sessions.removeIf(session -> session.connection().id().equals(id));
    }

    @Override
    public void drain(Duration patience) {
        drainsUntil = Instant.now().plus(patience);
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
    public CompletionStage<Outcome> authenticate(Credentials credentials) {
        tried = credentials;
        return CompletableFuture.completedStage(
                credentials.token().equals("good")
                        ? new Outcome.Admitted(
                                new AuthResult.Accepted(
                                        "office",
                                        null,
                                        new Limits(3, 1000, Duration.ofHours(1)),
                                        new AuthResult.Uses(1, NOW),
                                        Map.of("site", "here")),
                                "first")
                        : new Outcome.Refused(AuthFailure.AUTHENTICATION_FAILED, "second", "expired yesterday"));
    }

    @Override
    public CompletionStage<Boolean> use(Credentials credentials, AuthResult.Accepted as) {
        throw new AssertionError("trying uses nothing up");
    }

    @Override
    public List<PluginInfo> meantToAuthenticate() {
        return List.copyOf(plugins);
    }

    @Override
    public @Nullable String problem(long bundle) {
        return problem;
    }

    @Override
    public List<HealthResult> check() {
        return checks;
    }

    @Override
    public boolean ready() {
        return drainsUntil == null;
    }

    @Override
    public List<ApiToken> list() {
        return tokens;
    }

    @Override
    public String create(String name, Role role, @Nullable Duration life) {
        if (tokens.stream().anyMatch(token -> token.name().equals(name))) {
            throw new IllegalArgumentException("There is a token " + name + " already.");
        }
        tokens.add(new ApiToken(name, role, NOW, life == null ? null : NOW.plus(life)));
        return "the-secret-token";
    }

    @Override
    public boolean revoke(String name) {
        return tokens.removeIf(token -> token.name().equals(name));
    }

    @Override
    public List<String> tail(int lines) {
        return audit.subList(Math.max(0, audit.size() - lines), audit.size());
    }

    @Override
    public AuditReport verify(LongConsumer progress) {
        return new AuditReport(
                1, 7, 1, 7, "0a", 0, false, new AuditReport.Fault("audit.log", 8, "this line was changed"));
    }
}
