package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that is away, goes away, freezes, or does not want us. */
@Timeout(180)
class BrokerTroubleTest {

    private static final String FAR = ",\"expires\":4070908800}";

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aKilledBrokerTakesNothingAwayAndIsFoundAgain(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                LogCapture log = new LogCapture();
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"before\"" + FAR);
            gateway.awaitAnswer("before", Accepted.class);

            broker.kill();
            Await.until("the loss", () -> log.text().contains("is away"));
            assertThat(gateway.ask("before")).isInstanceOf(Accepted.class);
            assertThat(gateway.ask("unknown")).isInstanceOf(Abstained.class);

            broker.start();
            broker.awaitGateway(2);
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"after\"" + FAR);
            gateway.awaitAnswer("after", Accepted.class);
            assertThat(gateway.ask("before")).isInstanceOf(Accepted.class);
            assertThat(log.lines("WARN")).hasSize(1);
            assertThat(log.lines("ERROR")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void theBrokerKeepsWhatIsPublishedWhileWeAreAway(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder)) {
            try (Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
                assertThat(gateway.known()).isZero();
            }
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"meanwhile\"" + FAR);
            broker.stop(); // and its disk remembers
            broker.start();
            try (Gateway gateway = Gateway.of(broker, protocol)) {
                gateway.awaitAnswer("meanwhile", Accepted.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aFrozenBrokerIsNoticed(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                LogCapture log = new LogCapture();
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            broker.pause();
            Await.until("the loss", () -> log.text().contains("is away"));
            broker.resume();
            broker.awaitGateway(2);
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"thawed\"" + FAR);
            gateway.awaitAnswer("thawed", Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aBrokerThatIsAwayAtFirstIsFoundLater(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.prepare(folder, "server");
                LogCapture log = new LogCapture();
                Gateway gateway = Gateway.of(broker, protocol)) {
            assertThat(gateway.ask("any")).isInstanceOf(Abstained.class);
            Await.until("the absence", () -> log.text().contains("is away: Connection refused"));
            broker.start();
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"kept\"" + FAR, "-r");
            gateway.awaitAnswer("kept", Accepted.class);
            assertThat(log.lines("WARN")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aWrongPasswordIsSaidOnceAndPutRight(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                LogCapture log = new LogCapture();
                Gateway gateway = new Gateway(Gateway.keys(broker, protocol), Map.of(".password", "s3same"))) {
            Await.until("the refusal", () -> log.text().contains("is away: Not authorized"));
            assertThat(log.text()).doesNotContain("s3same").doesNotContain("\tat ");
            broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"kept\"" + FAR, "-r");
            gateway.change(Map.of(".password", Mosquitto.PASSWORD));
            gateway.awaitAnswer("kept", Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aClientCertificateWillDo(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder)) {
            Certificates certificates = broker.certificates();
            Map<String, Object> byCertificate = Map.of(
                    "broker",
                    broker.certificateUri(),
                    "username",
                    "",
                    ".password",
                    "",
                    "requests.topic",
                    "",
                    "certificate",
                    certificates.certificate("gateway").toString(),
                    "certificate.key",
                    certificates.key("gateway").toString());
            try (Gateway gateway = new Gateway(Gateway.keys(broker, protocol), byCertificate)) {
                broker.publish("issuer", "culvert/tokens/a", "{\"token\":\"kept\"" + FAR, "-r");
                gateway.awaitAnswer("kept", Accepted.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void aBrokerWithTheWrongCertificateGetsNoPassword(String protocol, @TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.prepare(folder, "elsewhere")) {
            broker.start();
            String stranger = broker.certificates().certificate("stranger").toString();
            for (Map<String, Object> wrong : List.<Map<String, Object>>of(Map.of(), Map.of("ca", stranger))) {
                try (LogCapture log = new LogCapture();
                        Gateway gateway = new Gateway(Gateway.keys(broker, protocol), wrong)) {
                    Await.until("the refusal", () -> log.text().contains("is away: "));
                    assertThat(log.lines("WARN"))
                            .singleElement()
                            .asString()
                            .containsAnyOf("name matching localhost found", "unable to find valid certification path");
                    assertThat(gateway.known()).isZero();
                }
            }
            assertThat(broker.log()).content().doesNotContain("gateway-1");
        }
    }
}
