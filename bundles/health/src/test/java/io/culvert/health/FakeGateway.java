package io.culvert.health;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.AuthenticatorInfo.Circuit;
import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.transport.ConnectionInfo.Kind;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of a gateway that are as a test wants them; all are well unless it wants something else. */
final class FakeGateway {

    final List<ListenerInfo> listeners = new ArrayList<>();
    final List<String> closedListeners = new ArrayList<>();
    final List<AuthenticatorInfo> authenticators = new ArrayList<>();
    final Set<String> bundles = new HashSet<>(Set.of("io.culvert.ca"));
    final Parts parts = new Parts(bundles::contains);
    AuthorityStatus.State state = AuthorityStatus.State.VALID;
    String problem = "";

    @Nullable Instant drainsUntil;

    FakeGateway() {
        listeners.add(new ListenerInfo(
                "main", Kind.WEBSOCKET, true, "Java", InetSocketAddress.createUnresolved("127.0.0.1", 8443), 0));
        authenticators.add(authenticator("laptops", Circuit.CLOSED, null));
        parts.transport = fake(Transport.class, Map.of("listeners", listeners, "closedListeners", closedListeners));
        parts.broker = (Broker) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Broker.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "authenticators" -> authenticators;
                    case "drainsUntil" -> drainsUntil;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        parts.codec = () -> {
            throw new UnsupportedOperationException("no peers here");
        };
        parts.authority = (AuthorityOperations) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AuthorityOperations.class},
                (proxy, method, arguments) ->
                        new AuthorityStatus(state, problem, "d2d", List.of(), 0, 0, 0, 0, Map.of(), null));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }

    static AuthenticatorInfo authenticator(String name, Circuit circuit, @Nullable String lastError) {
        return new AuthenticatorInfo(
                name, "bundle", null, 0, 1, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, lastError, circuit);
    }
}
