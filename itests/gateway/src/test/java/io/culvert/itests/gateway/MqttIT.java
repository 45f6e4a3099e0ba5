package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.itests.peers.Await;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client asks by MQTT and meets a device: broker, gateway, device and client are processes, as documented. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MqttIT {

    private static final byte[] HELLO = "hello, device".getBytes(StandardCharsets.UTF_8);

    /** What a client is told. */
    private record Told(String token, String nonce) {}

    private MqttExample example;
    private GatewayProcess gateway;
    private Process device;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        if (System.getenv("CI") == null) {
            assumeThat(Path.of("/usr/sbin/mosquitto"))
                    .as("apt-get install mosquitto")
                    .exists();
        }
        example = new MqttExample(folder);
        gateway = GatewayProcess.start("mqtt", example::prepare);
        example.trust(gateway.authority());
        Await.until("the gateway to subscribe", () -> example.brokerSaid("Sending SUBACK to culvert-gateway-1"));
        device = example.device();
        Await.until("the device to subscribe", () -> example.brokerSaid("Sending SUBACK to culvert-device-camera-1"));
    }

    @AfterAll
    void stop() throws Exception {
        device.descendants().forEach(ProcessHandle::destroyForcibly);
        device.destroyForcibly();
        gateway.close();
        example.close();
    }

    private Told ask(String reply) throws Exception {
        Process listener = example.run(example.client().get(0).replace("alice/1", "alice/" + reply));
        Await.until("the client to listen", () -> example.brokerSaid("\tculvert/replies/alice/" + reply));
        Process question = example.run(example.client().get(1).replace("alice/1", "alice/" + reply));
        assertThat(question.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String answer = new String(listener.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher told =
                Pattern.compile("\"token\":\"([^\"]+)\",\"nonce\":\"([^\"]+)\"").matcher(answer);
        assertThat(told.find()).as(answer).isTrue();
        return new Told(told.group(1), told.group(2));
    }

    private Process connect(Told told) throws Exception {
        example.writeToken(told.token());
        Process client = example.run(example.client().get(2).replace("NONCE", told.nonce()));
        try (OutputStream out = client.getOutputStream()) {
            out.write(HELLO);
        }
        return client;
    }

    @Test
    void whoAsksMeetsTheDevice() throws Exception {
        Process client = connect(ask("1"));
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(HELLO);
        assertThat(client.waitFor()).isZero();
        assertThat(gateway.log()).contains("Connected to MQTT broker").doesNotContain("ERROR");
    }

    @Test
    void aTokenIsGoodForOneTunnel() throws Exception {
        Told told = ask("2");
        Process first = connect(told);
        assertThat(first.getInputStream().readAllBytes()).isEqualTo(HELLO);
        assertThat(first.waitFor()).isZero();

        Process second = connect(told);
        assertThat(second.getInputStream().readAllBytes()).isEmpty();
        assertThat(second.waitFor()).isEqualTo(3);
    }
}
