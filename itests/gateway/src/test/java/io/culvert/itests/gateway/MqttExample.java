package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example of docs/authenticators/mqtt.md, with ports and files of this machine instead of its names. */
final class MqttExample implements AutoCloseable {

    private static final Path DOCUMENT = Path.of("../../docs/authenticators/mqtt.md");
    private static final String PASSWORD = "only-a-test";

    private final Path folder;
    private final String document = Files.readString(DOCUMENT);
    private final ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port = FreePort.next();
    private final Process broker;
    private int tls;

    MqttExample(Path folder) throws Exception {
        this.folder = folder;
        Certificate certificate = Certificate.create(folder, "broker");
        certificate.write(folder.resolve("broker.pem"), folder.resolve("broker.key"));
        Files.copy(folder.resolve("broker.pem"), folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("acl"), block("acl"));
        Files.createFile(folder.resolve("passwords"));
        for (String user : List.of("culvert", "alice", "camera-1", "issuer")) {
            Process made = new ProcessBuilder(
                            "mosquitto_passwd",
                            "-b",
                            folder.resolve("passwords").toString(),
                            user,
                            PASSWORD)
                    .start();
            assertThat(made.waitFor()).isZero();
        }
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                block("mosquitto")
                                .replace("listener 8883", "listener " + port + " 127.0.0.1")
                                .replace("/var/lib/mosquitto/", folder + "/")
                                .replace("/etc/mosquitto/", folder + "/")
                        + "\nuser " + System.getProperty("user.name") + "\n");
        broker = new ProcessBuilder(
                        "/usr/sbin/mosquitto",
                        "-v",
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        Thread echo = new Thread(this::echo, "echo");
        echo.setDaemon(true);
        echo.start();
    }

    /** What is between the fences of a language. */
    private String block(String language) {
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(document);
        assertThat(matcher.find()).as("a block of %s in %s", language, DOCUMENT).isTrue();
        return matcher.group(1);
    }

    /** Switches the feature on and configures it. */
    void prepare(Path etc, int tlsPort) throws IOException, InterruptedException {
        tls = tlsPort;
        Properties features = new Properties();
        Path home = Distribution.launcher().resolveSibling("..").normalize();
        try (InputStream in = Files.newInputStream(home.resolve("etc/org.apache.karaf.features.cfg"))) {
            features.load(in);
        }
        features.setProperty("featuresBoot", features.getProperty("featuresBoot") + ", culvert-authenticator-mqtt");
        try (OutputStream out = Files.newOutputStream(etc.resolve("org.apache.karaf.features.cfg"))) {
            features.store(out, null);
        }
        Files.createDirectories(etc.resolve("tls"));
        Files.copy(folder.resolve("ca.pem"), etc.resolve("tls/broker-ca.pem"));
        Files.writeString(etc.resolve("mqtt-password"), PASSWORD + "\n");
        Files.writeString(etc.resolve("io.culvert.authenticator.mqtt-main.config"), here(block("config")));
    }

    /** Lets the device and the client trust the gateway, too. */
    void trust(Path gatewayCertificate) throws IOException {
        Files.writeString(
                folder.resolve("ca.pem"),
                Files.readString(folder.resolve("broker.pem")) + Files.readString(gatewayCertificate));
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    }

    private String here(String text) {
        return text.replace("broker.example:8883", "localhost:" + port)
                .replace("-h broker.example -p 8883", "-h localhost -p " + port)
                .replace("gateway.example:8443", "localhost:" + tls)
                .replace("localhost:22", "localhost:" + target.getLocalPort())
                .replace("PASSWORD", PASSWORD);
    }

    Process device() throws IOException, InterruptedException {
        return run(here(block("device")));
    }

    /** What the client types, line by line. */
    List<String> client() {
        return block("client").lines().toList();
    }

    /** Runs a line of the document in the folder where its files are. */
    Process run(String line) throws IOException, InterruptedException {
        List<String> words = List.of(
                here(line).strip().replaceFirst("^culvert ", culvert() + " ").split(" ", -1));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectError(Files.createTempFile(folder, "said-", ".txt").toFile());
        return builder.start();
    }

    private static Path culvert() throws IOException, InterruptedException {
        return Distribution.launcher().resolveSibling("culvert").toAbsolutePath();
    }

    /** Whether the broker's log has the text. */
    boolean brokerSaid(String text) {
        try {
            return Files.readString(folder.resolve("mosquitto.log")).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeToken(String token) throws IOException {
        Files.writeString(folder.resolve("token"), token + "\n");
    }

    private void echo() {
        while (!target.isClosed()) {
            try (Socket socket = target.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // The next one, or none any more.
            }
        }
    }

    @Override
    public void close() throws IOException {
        broker.destroyForcibly().onExit().join();
        target.close();
    }
}
