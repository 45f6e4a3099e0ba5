package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.api.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real broker of this test's own, with TLS, a password file, access rules and persistence, on two free ports: one for
 * user names and passwords, one for client certificates.
 */
final class Mosquitto implements AutoCloseable {

    static final String PASSWORD = "only a test";

    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    private final Path folder;
    private final Certificates certificates;
    private final int port = FreePort.next();
    private final int certificatePort = FreePort.next();
    private final AtomicInteger subscribers = new AtomicInteger();
    private @Nullable Process process;

    private Mosquitto(Path folder, Certificates certificates) throws IOException {
        this.folder = folder;
        this.certificates = certificates;
    }

    /** Starts one; without mosquitto on this machine the test is skipped, but not in CI. */
    static Mosquitto start(Path folder) throws IOException, InterruptedException {
        Mosquitto broker = prepare(folder, "server");
        broker.start();
        return broker;
    }

    /**
     * Makes one that does not run yet.
     *
     * @param certificate {@code server}, or {@code elsewhere} for one with another host's name
     */
    static Mosquitto prepare(Path folder, String certificate) throws IOException, InterruptedException {
        if (System.getenv("CI") == null) {
            assumeThat(PROGRAM)
                    .as("Debian: apt-get install mosquitto mosquitto-clients")
                    .exists();
        }
        Mosquitto broker = new Mosquitto(folder, Certificates.make(folder));
        Path passwords = Files.createFile(folder.resolve("passwords"));
        for (String user : List.of("culvert", "issuer", "alice", "eve", "camera-1", "camera-2")) {
            Run.ok(List.of("mosquitto_passwd", "-b", passwords.toString()), user, PASSWORD);
        }
        Files.writeString(folder.resolve("acl"), """
                user culvert
                topic read culvert/tokens/+
                topic read culvert/connect/+/+
                topic write culvert/replies/#
                topic write +/proxy
                topic write +/+/proxy
                user gateway
                topic read culvert/tokens/+
                user issuer
                topic write culvert/tokens/+
                pattern write culvert/connect/%u/+
                pattern read culvert/replies/%u/#
                pattern read %u/proxy
                pattern read %u/+/proxy
                """);
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                """
                user %s
                persistence true
                persistence_location %s/
                allow_anonymous false
                password_file %s
                acl_file %s
                """.formatted(System.getProperty("user.name"), folder, passwords, folder.resolve("acl"))
                        + broker.listener(broker.port, certificate, "")
                        + broker.listener(
                                broker.certificatePort,
                                certificate,
                                "require_certificate true\nuse_identity_as_username true\n"));
        return broker;
    }

    private String listener(int on, String certificate, String more) {
        return """
                listener %d 127.0.0.1
                cafile %s
                certfile %s
                keyfile %s
                """.formatted(
                                on,
                                certificates.certificate("ca"),
                                certificates.certificate(certificate),
                                certificates.key(certificate))
                + more;
    }

    void start() throws IOException {
        Process started = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-v",
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = started;
        Await.until("mosquitto, see " + log(), () -> {
            assertThat(started.isAlive()).as("mosquitto is alive, see " + log()).isTrue();
            return opens(port) && opens(certificatePort);
        });
    }

    Path log() {
        return folder.resolve("mosquitto.log");
    }

    /** Waits until the gateway has subscribed, so often in all. */
    void awaitGateway(int times) {
        awaitSubscription("gateway-1", times);
    }

    private void awaitSubscription(String client, int times) {
        Await.until("a subscription of " + client + ", see " + log(), () -> {
            try (Stream<String> lines = Files.lines(log())) {
                return lines.filter(line -> line.endsWith("Sending SUBACK to " + client))
                                .count()
                        == times;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** SIGTERM: it writes what it knows to its disk. */
    void stop() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }

    /** SIGKILL. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** SIGSTOP: its connections stay, but nothing answers. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (process != null) {
            Run.ok(List.of("/bin/kill"), signal, Long.toString(process.pid()));
        }
    }

    Certificates certificates() {
        return certificates;
    }

    String uri() {
        return "ssl://localhost:" + port;
    }

    String certificateUri() {
        return "mqtts://localhost:" + certificatePort;
    }

    /** Publishes with QoS 1, or fails; that access rules forbid it is no failure in the eyes of mosquitto_pub. */
    void publish(String user, String topic, String payload, String... options)
            throws IOException, InterruptedException {
        List<String> command = client("mosquitto_pub", user, topic);
        command.addAll(payload.isEmpty() ? List.of("-n") : List.of("-m", payload));
        Run.ok(command, options);
    }

    /** Publishes each line as a message of its own, as fast as it goes. */
    void publishLines(String user, String topic, String lines) throws IOException, InterruptedException {
        List<String> command = client("mosquitto_pub", user, topic);
        command.add("-l");
        Process publisher = new ProcessBuilder(command)
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (Writer out = publisher.outputWriter()) {
            out.write(lines);
        }
        assertThat(publisher.waitFor()).isZero();
    }

    /** A subscriber, after it has subscribed. */
    Subscriber subscribe(String user, String topic, String... options) throws IOException {
        List<String> command = client("mosquitto_sub", user, topic);
        String client = "subscriber-" + subscribers.incrementAndGet();
        command.addAll(List.of("-i", client));
        command.addAll(List.of(options));
        Subscriber subscriber = new Subscriber(command);
        awaitSubscription(client, 1);
        return subscriber;
    }

    private List<String> client(String program, String user, String topic) {
        return new ArrayList<>(List.of(
                program,
                "-h",
                "localhost",
                "-p",
                Integer.toString(port),
                "--cafile",
                certificates.certificate("ca").toString(),
                "-u",
                user,
                "-P",
                PASSWORD,
                "-q",
                "1",
                "-t",
                topic));
    }

    @Override
    public void close() {
        kill();
    }

    private static boolean opens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
