package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Abstained;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Map<String, Object> GOOD = Map.of(
            "service.pid", "io.culvert.authenticator.mqtt~test",
            "broker", "tcp://localhost:1",
            "client.id", "gateway-1",
            "tokens.topics", List.of("culvert/tokens/+"),
            "requests.topic", "culvert/connect/{subject}/{device}",
            "requests.url", "wss://gateway.example");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "broker | tcp://broker.example | would send password and tokens unencrypted",
                "broker | ssl://user@broker.example | must have no user",
                "broker | http://broker.example | must begin with ssl://, mqtts://, tcp://",
                "client.id | '' | client.id: is empty",
                "protocol | 4 | must be 5 or 3.1.1",
                "keep.alive | 0 | keep.alive = 0: must be a whole number between 1",
                "tokens.topics | a/b# | + must be a whole level",
                "tokens.topics | # | where others publish",
                "tokens.topics | culvert/connect/alice/+ | where others publish",
                "requests.topic | culvert/connect/{device} | must have {subject} once",
                "requests.replies | culvert/replies/# | must have {subject} once",
                "requests.replies | culvert/connect/{subject}/# | must not match what the gateway itself publishes",
                "requests.device.topic | proxies | must have {device} once",
                "requests.layout | other | must be one of culvert, nymea",
                "requests.url | '' | requests.url: is empty",
                "requests.devices | alice | must be like SUBJECT=DEVICE",
                ".password | file:/nowhere | there is no such file",
                "certificate | /x.pem | belong together"
            })
    void aMistakeIsSaidAndLetsNobodyIn(String key, String value, String problem) {
        Map<String, Object> keys = new HashMap<>(GOOD);
        keys.put(key, value);
        try (LogCapture log = new LogCapture();
                Gateway gateway = new Gateway(keys, Map.of())) {
            assertThat(log.lines("ERROR")).singleElement().asString().contains(problem, "It lets nobody in until");
            assertThat(gateway.ask("t")).isInstanceOf(Abstained.class);
        }
    }

    @Test
    void theDocumentNamesEveryKey() throws Exception {
        String document = Files.readString(Path.of("../../docs/authenticators/mqtt.md"));
        for (Method attribute : MqttConfig.class.getDeclaredMethods()) {
            assertThat(document).contains("`" + attribute.getName().replace('_', '.') + "`");
        }
    }

    @Test
    void oneOfTheTwoSourcesIsNeeded() {
        try (LogCapture log = new LogCapture();
                Gateway gateway = new Gateway(GOOD, Map.of("tokens.topics", List.of(), "requests.topic", ""))) {
            assertThat(log.text()).contains("neither tokens.topics nor requests.topic has a topic");
            assertThat(gateway.known()).isZero();
        }
    }

    @Test
    void aMistakeLaterLeavesTheSettingsFromBeforeInUse() {
        try (LogCapture log = new LogCapture();
                Gateway gateway = new Gateway(GOOD, Map.of())) {
            gateway.change(Map.of("protocol", "6"));
            assertThat(log.lines("ERROR")).singleElement().asString().contains("settings from before stay in use");
            Await.until("the connection is tried still", () -> log.text().contains("is away: Connection refused"));
        }
    }
}
