package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a gateway, from the start to the end. */
@Timeout(300)
class GatewayRunTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void namesReachTheListener() throws Exception {
        try (Gateway gateway = Gateway.launch(folder, "--name", "gateway.example,1.2.3")) {
            gateway.launch().await("what is wrong with a name", () -> gateway.launch()
                    .output()
                    .contains("certificate.names = 1.2.3: must be a host name such as gateway.example"));
        }
    }

    @Test
    void tellsWhenItIsReadyAndStopsInGoodOrder() throws Exception {
        try (Gateway gateway = Gateway.start(folder)) {
            Path state = gateway.state().toRealPath();
            assertThat(Files.readAllLines(gateway.env()))
                    .containsExactlyInAnyOrder(
                            "CULVERT_URL=wss://127.0.0.1:" + gateway.port() + "/websocket",
                            "CULVERT_TOKEN_FILE=" + state.resolve("token"),
                            "CULVERT_CA=" + state.resolve("server_maintenance/d2d/ca.pem"));
            assertThat(gateway.launch().output())
                    .containsOnlyOnce("Culvert is ready")
                    .contains("connect --env " + state.resolve("culvert.env"));

            try (CulvertCommand sender = gateway.connect("--name", "sender");
                    CulvertCommand receiver = gateway.connect("--name", "receiver");
                    CulvertCommand alone = gateway.connect("--nonce", "nobody else")) {
                sender.write("begin");
                assertThat(receiver.read(5)).isEqualTo("begin");
                Flood flood = new Flood(sender, receiver);
                flood.awaitFlow();
                Deadline.await("waiting peer", () -> alone.said().contains("waiting"), alone::said);

                gateway.launch().process().destroy();

                for (CulvertCommand told : List.of(sender, receiver, alone)) {
                    assertThat(told.exitCode()).as(told.said()).isEqualTo(6);
                    assertThat(told.said()).contains("Stop server");
                }
            }
            assertThat(gateway.launch().exitCode()).isZero();
            assertThat(gateway.env()).doesNotExist();
            assertThat(gateway.log()).doesNotContain("| ERROR |").doesNotContain("| WARN  |");
        }
    }

    @Test
    void tellsThatTheGatewayHasCrashedAndStartsAgain() throws Exception {
        String token;
        try (Gateway gateway = Gateway.start(folder)) {
            token = Files.readString(gateway.state().resolve("token"));
            gateway.launch().gateway().destroyForcibly();

            assertThat(gateway.launch().exitCode()).isEqualTo(1);
            assertThat(gateway.launch().output())
                    .contains("unexpectedly", "the end of", "culvert.log")
                    .contains(gateway.log().lines().reduce("", (former, line) -> line));
            assertThat(gateway.env()).doesNotExist();
        }
        try (Gateway gateway = Gateway.start(folder);
                CulvertCommand one = gateway.connect();
                CulvertCommand other = gateway.connect()) {
            assertThat(gateway.state().resolve("token")).hasContent(token);
            one.write("after all");
            assertThat(other.read(9)).isEqualTo("after all");
        }
    }

    @Test
    void optionsWinForOneRunAndAreNotWritten() throws Exception {
        Path log = folder.resolve("elsewhere/my.log");
        Certificate certificate = Certificate.make(folder, "ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
        try (Gateway gateway = Gateway.start(
                folder,
                "--logging=" + log,
                "--verbose",
                "--host=0.0.0.0",
                "-c",
                certificate.file().toString(),
                "-k",
                certificate.key().toString())) {
            assertThat(log).isNotEmptyFile();
            assertThat(gateway.launch().output()).as("the log on the terminal").contains("INFO");
            try (Socket socket = new Socket("127.0.0.2", gateway.port())) {
                assertThat(socket.isConnected())
                        .as("it listens on all addresses")
                        .isTrue();
            }
            assertThat(Files.readAllLines(gateway.env()))
                    .contains("CULVERT_URL=wss://127.0.0.1:" + gateway.port() + "/websocket")
                    .contains("CULVERT_CA=" + certificate.file().toRealPath());
            assertThat(Files.readString(gateway.state().resolve(Gateway.LISTENER)))
                    .contains("port = 8443")
                    .contains("host = 127.0.0.1");
            assertMeet(gateway);

            // An RSA certificate takes the place of the EC one, while the gateway runs.
            Certificate rsa = Certificate.make(folder, "rsa", "rsa:2048");
            Files.move(rsa.key(), certificate.key(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(rsa.file(), certificate.file(), StandardCopyOption.ATOMIC_MOVE);
            gateway.launch()
                    .await("new certificate", () -> gateway.launch().output().contains("certificate loaded again"));
            assertMeet(gateway);
        }
    }

    @Test
    void saysWhatKeepsItFromGettingReadyAndGoesOnWhenItIsPutRight() throws Exception {
        Certificate one = Certificate.make(folder, "one", "rsa:2048");
        Certificate other = Certificate.make(folder, "other", "rsa:2048");
        try (Gateway gateway = Gateway.launch(
                folder, "-c", one.file().toString(), "-k", other.key().toString())) {
            gateway.launch().await("reason", () -> gateway.launch().output().contains("Not ready"));
            assertThat(gateway.launch().output())
                    .contains("certificate.key = " + other.key().toRealPath())
                    .contains("is not the key of the certificate")
                    .doesNotContain("Culvert is ready");

            gateway.launch().process().destroy();
            assertThat(gateway.launch().exitCode()).isZero();
        }
    }

    @Test
    void aGatewayWithoutTlsSaysSo() throws Exception {
        Path listener = folder.resolve("state").resolve(Gateway.LISTENER);
        Files.createDirectories(listener.getParent());
        Files.writeString(
                listener,
                Files.readString(Distribution.HOME.resolve(Gateway.LISTENER)).replace("tls = true", "tls = false"));
        try (Gateway gateway = Gateway.start(folder)) {
            assertThat(gateway.launch().output()).contains("address   ws://127.0.0.1:" + gateway.port() + "/websocket");
            assertThat(Files.readAllLines(gateway.env()))
                    .containsExactlyInAnyOrder(
                            "CULVERT_URL=ws://127.0.0.1:" + gateway.port() + "/websocket",
                            "CULVERT_TOKEN_FILE="
                                    + gateway.state().resolve("token").toRealPath());
            assertMeet(gateway);
        }
    }

    private static void assertMeet(Gateway gateway) throws IOException {
        try (CulvertCommand one = gateway.connect();
                CulvertCommand other = gateway.connect()) {
            one.write("there");
            assertThat(other.read(5)).as(other.said()).isEqualTo("there");
            other.write("back");
            assertThat(one.read(4)).as(one.said()).isEqualTo("back");
        }
    }
}
