package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.AuthResult.Uses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are asked for, by way of a real broker. */
@Timeout(120)
class RequestsTest {

    private static final String TOPIC = "culvert/connect/alice/camera-1";
    private static final String REPLY = "{\"nonce\":\"n1\",\"replyTo\":\"culvert/replies/alice/1\"}";

    private static JsonObject json(String text) throws MalformedMessageException {
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void bothGetATokenThatIsGoodForOneTunnel(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol));
                Subscriber device = broker.subscribe("camera-1", "camera-1/proxy");
                Subscriber other = broker.subscribe("camera-2", "+/proxy");
                Subscriber client = broker.subscribe("alice", "culvert/replies/alice/#")) {
            broker.publish("alice", TOPIC, REPLY);
            String invitation = client.awaitPayload();
            assertThat(device.awaitPayload()).isEqualTo(invitation);
            Map<String, String> members = json(invitation).members();
            assertThat(members)
                    .containsOnlyKeys("url", "token", "nonce", "expires")
                    .containsEntry("url", "wss://gateway.example")
                    .containsEntry("nonce", "n1");
            String token = Objects.requireNonNull(members.get("token"));
            assertThat(token).matches("[A-Za-z0-9_-]{43}");
            Instant expires = Instant.parse(Objects.requireNonNull(members.get("expires")));
            assertThat(expires).isBetween(Instant.now(), Instant.now().plus(Duration.ofSeconds(60)));

            Accepted accepted = (Accepted) gateway.ask(token, "n1");
            assertThat(accepted.identity()).isEqualTo("alice");
            assertThat(accepted.uses()).isEqualTo(new Uses(1, expires));
            assertThat(accepted.attributes()).containsEntry("device", "camera-1");
            assertThat(gateway.ask(token, "n2")).isInstanceOf(Rejected.class);

            // No issuer's message makes it good for more, nor is anybody else told of it.
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"%s\",\"expires\":4070908800}".formatted(token));
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"marker\",\"expires\":4070908800}");
            gateway.awaitAnswer("marker", Accepted.class);
            assertThat(gateway.ask(token, "n1")).isEqualTo(accepted);
            assertThat(other.payloads()).isEmpty();
        }
    }

    @Test
    void aNymeaDeviceGetsWhatItKnows(@TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("requests.layout", "nymea"));
                Subscriber device = broker.subscribe("camera-1", "camera-1/alice/proxy");
                Subscriber client = broker.subscribe("alice", "culvert/replies/alice/#")) {
            broker.publish("alice", TOPIC, REPLY);
            String invitation = device.awaitPayload();
            assertThat(invitation).matches("\\{\"token\":\"[^\"]{43}\",\"nonce\":\"n1\",\"timestamp\":\\d{10}}");
            String token =
                    Objects.requireNonNull(json(client.awaitPayload()).members().get("token"));
            assertThat(invitation).contains(token);
            assertThat(gateway.ask(token, "n1")).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void theResponseTopicOfMqtt5WillDo(@TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of());
                Subscriber client =
                        broker.subscribe("alice", "culvert/replies/alice/#", "-V", "5", "-F", "{\"%D\":%p}")) {
            assertThat(gateway.known()).isZero();
            broker.publish(
                    "alice",
                    TOPIC,
                    "{}",
                    "-V",
                    "5",
                    "-D",
                    "publish",
                    "response-topic",
                    "culvert/replies/alice/2",
                    "-D",
                    "publish",
                    "correlation-data",
                    "call 7");
            assertThat(client.awaitPayload()).startsWith("{\"call 7\":{\"url\"").contains("\"nonce\":\"");
        }
    }

    @Test
    void whoMayNotIsTold(@TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of());
                Subscriber device = broker.subscribe("camera-2", "camera-2/proxy");
                Subscriber client = broker.subscribe("alice", "culvert/replies/alice/#")) {
            broker.publish("alice", "culvert/connect/alice/camera-2", REPLY);
            assertThat(client.awaitPayload())
                    .isEqualTo("{\"error\":\"not allowed\",\"device\":\"camera-2\",\"nonce\":\"n1\"}");
            assertThat(device.payloads()).isEmpty();
            assertThat(gateway.known()).isZero();
        }
    }

    @Test
    void whoAsksInTheNameOfAnotherIsNotHeard(@TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of());
                Subscriber client = broker.subscribe("alice", "culvert/replies/alice/#")) {
            broker.publish("eve", TOPIC, REPLY);
            broker.publish("alice", TOPIC, REPLY.replace("n1", "n2"));
            assertThat(client.awaitPayload()).contains("n2");
            assertThat(gateway.known()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aRequestThatNobodyHeardIsNotServedLater(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Subscriber client = broker.subscribe("alice", "culvert/replies/alice/#")) {
            Map<String, Object> changed = Map.of("protocol", protocol);
            Gateway.connected(broker, changed).close();
            broker.publish("alice", TOPIC, REPLY);
            try (Gateway gateway = new Gateway(Gateway.keys(broker, protocol), changed)) {
                broker.awaitGateway(2);
                broker.publish("alice", TOPIC, REPLY.replace("n1", "n2"));
                assertThat(client.awaitPayload()).contains("n2");
                assertThat(gateway.known()).isEqualTo(1);
            }
        }
    }

    @Test
    void manyRequestsAtOnceAreAllAnsweredUpToTheBound(@TempDir Path folder) throws Exception {
        int bound = 60;
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("requests.per.minute", bound));
                Subscriber client = broker.subscribe("alice", "culvert/replies/alice/#")) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 4 * bound; i++) {
                lines.append("{\"nonce\":\"n").append(i).append("\",\"replyTo\":\"culvert/replies/alice/1\"}\n");
            }
            broker.publishLines("alice", TOPIC, lines.toString());
            // A minute of the clock may end meanwhile: then it is twice as many.
            Await.until("the bound", () -> client.payloads().stream().anyMatch(line -> line.contains("too many")));
            assertThat(gateway.known()).isIn(bound, 2 * bound);
            Await.until(
                    "all answers",
                    () -> client.payloads().stream()
                                    .filter(line -> line.contains("\"token\""))
                                    .count()
                            == gateway.known());
        }
    }
}
