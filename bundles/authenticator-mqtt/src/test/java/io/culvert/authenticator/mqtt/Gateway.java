package io.culvert.authenticator.mqtt;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.util.converter.Converters;

/** The authenticator as Declarative Services would run it. */
final class Gateway implements AutoCloseable {

    private final Map<String, Object> keys;
    private final MqttAuthenticator authenticator;

    /** Subscribes to tokens and takes requests, unless told otherwise. */
    Gateway(Map<String, Object> defaults, Map<String, Object> changed) {
        keys = new HashMap<>(defaults);
        keys.putAll(changed);
        authenticator = new MqttAuthenticator(config(keys), keys);
    }

    static Gateway of(Mosquitto broker, String protocol) {
        return new Gateway(keys(broker, protocol), Map.of());
    }

    /** One that has subscribed at the broker, as the first. */
    static Gateway connected(Mosquitto broker, Map<String, Object> changed) {
        Gateway gateway = new Gateway(keys(broker, "5"), changed);
        broker.awaitGateway(1);
        return gateway;
    }

    static Map<String, Object> keys(Mosquitto broker, String protocol) {
        Map<String, Object> keys = new HashMap<>(Map.of(
                "broker",
                broker.uri(),
                "protocol",
                protocol,
                "client.id",
                "gateway-1",
                "username",
                "culvert",
                ".password",
                Mosquitto.PASSWORD,
                "ca",
                broker.certificates().certificate("ca").toString(),
                "keep.alive",
                2,
                "timeout",
                3,
                "tokens.topics",
                List.of("culvert/tokens/+")));
        keys.putAll(Map.of(
                "requests.topic", "culvert/connect/{subject}/{device}",
                "requests.devices", List.of("alice=camera-1,garden-*"),
                "requests.url", "wss://gateway.example"));
        return keys;
    }

    static MqttConfig config(Map<String, Object> keys) {
        return Converters.standardConverter().convert(keys).to(MqttConfig.class);
    }

    void change(Map<String, Object> changed) {
        keys.putAll(changed);
        authenticator.modified(config(keys), keys);
    }

    AuthResult ask(String token, @Nullable String nonce) {
        return authenticator
                .authenticate(new Credentials(
                        token,
                        null,
                        null,
                        nonce,
                        new ConnectionInfo(
                                "c1",
                                ConnectionInfo.Kind.WEBSOCKET,
                                true,
                                "main",
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                                Instant.EPOCH,
                                List.of())))
                .toCompletableFuture()
                .join();
    }

    AuthResult ask(String token) {
        return ask(token, null);
    }

    void awaitAnswer(String token, Class<? extends AuthResult> answer) {
        Await.until(answer.getSimpleName() + " for " + token, () -> answer.isInstance(ask(token)));
    }

    int known() {
        return authenticator.known();
    }

    @Override
    public void close() {
        authenticator.deactivate();
    }
}
