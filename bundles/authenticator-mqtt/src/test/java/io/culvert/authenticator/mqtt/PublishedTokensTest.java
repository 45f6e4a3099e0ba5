package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.AuthResult.Uses;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that an issuer publishes, by way of a real broker. */
@Timeout(120)
class PublishedTokensTest {

    private static String token(String token, Duration good, String more) {
        return "{\"token\":\"%s\",\"expires\":%d%s}"
                .formatted(token, Instant.now().plus(good).getEpochSecond(), more);
    }

    private static String token(String token) {
        return token(token, Duration.ofHours(1), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void whatAnIssuerPublishesIsGoodUntilItIsRevoked(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            broker.publish("issuer", "culvert/tokens/a", token("first"), "-r");
            gateway.awaitAnswer("first", Accepted.class);
            assertThat(gateway.ask("second")).isInstanceOf(Abstained.class);

            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"first\",\"revoked\":true}");
            gateway.awaitAnswer("first", Rejected.class);
            assertThat(gateway.ask("first")).isEqualTo(new Rejected("the token was revoked"));

            // What had been published before comes again, as a retained message does: it stays revoked.
            broker.publish("issuer", "culvert/tokens/a", token("first"));
            broker.publish("issuer", "culvert/tokens/a", token("marker"));
            gateway.awaitAnswer("marker", Accepted.class);
            assertThat(gateway.ask("first")).isInstanceOf(Rejected.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aRetainedTokenIsThereForANewGatewayAndGoesWithItsMessage(String protocol, @TempDir Path folder)
            throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder)) {
            broker.publish("issuer", "culvert/tokens/a", token("kept"), "-r");
            try (Gateway gateway = Gateway.of(broker, protocol)) {
                gateway.awaitAnswer("kept", Accepted.class);
                int known = gateway.known();
                broker.publish("issuer", "culvert/tokens/a", token("kept"), "-r");
                broker.publish("issuer", "culvert/tokens/b", token("marker"));
                gateway.awaitAnswer("marker", Accepted.class);
                assertThat(gateway.known()).isEqualTo(known + 1);

                broker.publish("issuer", "culvert/tokens/a", "", "-r");
                gateway.awaitAnswer("kept", Rejected.class);
                assertThat(gateway.ask("marker")).isInstanceOf(Accepted.class);
            }
            try (Gateway next = Gateway.of(broker, protocol)) {
                broker.awaitGateway(2);
                broker.publish("issuer", "culvert/tokens/b", token("marker"));
                next.awaitAnswer("marker", Accepted.class);
                assertThat(next.ask("kept")).isInstanceOf(Abstained.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void everythingThatAMessageSaysIsHeard(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            Instant until = Instant.parse("2099-01-02T03:04:05Z");
            broker.publish(
                    "issuer",
                    "culvert/tokens/a",
                    "{\"token\":\"t\",\"nonce\":\"n\",\"subject\":\"alice\",\"scope\":\"home\",\"uses\":3,"
                            + "\"expires\":\"2099-01-02T04:04:05+01:00\",\"ignored\":[1,{}]}");
            Await.until("the token", () -> gateway.ask("t", "n") instanceof Accepted);
            Accepted accepted = (Accepted) gateway.ask("t", "n");
            assertThat(accepted.identity()).isEqualTo("alice");
            assertThat(accepted.scope()).isEqualTo("home");
            assertThat(accepted.uses()).isEqualTo(new Uses(3, until.plusSeconds(30)));
            AuthResult wrong = new Rejected("the nonce is not the one that the token was issued with");
            assertThat(gateway.ask("t", "m")).isEqualTo(wrong);
            assertThat(gateway.ask("t", null)).isEqualTo(wrong);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aTokenEndsWithItsTimeAndTheLeeway(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            broker.publish("issuer", "culvert/tokens/a", token("late", Duration.ofSeconds(-10), ""));
            broker.publish("issuer", "culvert/tokens/a", token("later", Duration.ofSeconds(-28), ""));
            broker.publish("issuer", "culvert/tokens/a", token("too late", Duration.ofSeconds(-40), ""));
            gateway.awaitAnswer("late", Accepted.class);
            gateway.awaitAnswer("later", Rejected.class);
            assertThat(gateway.ask("later")).isEqualTo(new Rejected("the token has expired"));
            assertThat(gateway.ask("late")).isInstanceOf(Accepted.class);
            assertThat(gateway.ask("too late")).isInstanceOf(Abstained.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void whoMayNotPublishTokensCannot(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            broker.publish("eve", "culvert/tokens/a", token("forged"));
            broker.publish("eve", "culvert/connect/eve/camera-1", token("smuggled"));
            for (String nonsense : new String[] {"{", "[]", "\"t\"", "{\"token\":\"t\"}", "{\"expires\":1}", "{}{}"}) {
                broker.publish("issuer", "culvert/tokens/a", nonsense);
            }
            broker.publish("issuer", "culvert/tokens/a", token("marker"));
            gateway.awaitAnswer("marker", Accepted.class);
            for (String token : new String[] {"forged", "smuggled", "t", ""}) {
                assertThat(gateway.ask(token)).isInstanceOf(Abstained.class);
            }
        }
    }
}
