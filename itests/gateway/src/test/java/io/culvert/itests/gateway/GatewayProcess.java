package io.culvert.itests.gateway;

import io.culvert.api.FreePort;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Ports;
import io.culvert.itests.peers.Wire;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A gateway with a state directory of its own, started by the distribution's launcher. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path state;
    private final Process launcher;
    private final int tlsPort;
    private final int shellPort;
    private final int consolePort;
    private final Ports ports;
    private final long jvm;

    private GatewayProcess(Path state, Process launcher, int tlsPort, int shellPort, int consolePort, Ports ports)
            throws IOException {
        this.state = state;
        this.launcher = launcher;
        this.tlsPort = tlsPort;
        this.shellPort = shellPort;
        this.consolePort = consolePort;
        this.ports = ports;
        this.jvm =
                Long.parseLong(Files.readString(state.resolve("data/karaf.pid")).trim());
    }

    /** What else there is in a gateway's configuration. */
    public interface Preparation {

        /**
         * Called before the start.
         *
         * @param etc for its files
         * @param tls the port of the TLS listener
         */
        void prepare(Path etc, int tls) throws IOException, InterruptedException;
    }

    /** Starts a gateway that has no more than that. */
    public static GatewayProcess start(String name) throws IOException, InterruptedException {
        return start(name, (etc, tls) -> {});
    }

    /**
     * Starts a gateway and waits until it is ready. Peers find a TLS WebSocket listener, a plain one, and a plain stream
     * listener; the tokens are {@code token-0} to {@code token-9}. Deadlines are short.
     *
     * @param name of its state directory, which is made anew
     */
    public static GatewayProcess start(String name, Preparation preparation) throws IOException, InterruptedException {
        Path state = Distribution.directory().resolve("state-" + name);
        delete(state);
        Files.createDirectories(state.resolve("etc"));
        int websocket = FreePort.next();
        int stream = FreePort.next();
        int tls = FreePort.next();
        int shell = FreePort.next();
        int console = FreePort.next();
        writeListener(state, "plain", "websocket", websocket);
        writeListener(state, "stream", "stream", stream);
        Files.writeString(
                state.resolve("etc/io.culvert.transport.undertow.cfg"),
                "node.id = itest\nping.interval = 2\nhandshake.timeout = 2\n");
        Files.writeString(state.resolve("etc/io.culvert.broker.cfg"), "alone.timeout = 60\ninactive.timeout = 60\n");
        writeTokens(
                state, "token-0", "token-1", "token-2", "token-3", "token-4", "token-5", "token-6", "token-7",
                "token-8", "token-9");
        preparation.prepare(state.resolve("etc"), tls);
        return launch(state, tls, shell, console, new Ports(Endpoint.plain(websocket), Endpoint.plain(stream)));
    }

    /** Starts it once more, after its end: the same state, the same ports. */
    public GatewayProcess startAgain() throws IOException, InterruptedException {
        Files.deleteIfExists(state.resolve("culvert.env"));
        return launch(state, tlsPort, shellPort, consolePort, ports);
    }

    private static GatewayProcess launch(Path state, int tls, int shell, int console, Ports ports)
            throws IOException, InterruptedException {
        File output = state.resolve("launcher.out").toFile();
        Process launcher = new ProcessBuilder(
                        Distribution.launcher().toString(),
                        "--state",
                        state.toString(),
                        "--port",
                        Integer.toString(tls),
                        "--ssh-port",
                        Integer.toString(shell),
                        "--console-port",
                        Integer.toString(console))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            Await.until(
                    "the gateway to be ready, see " + output,
                    START,
                    () -> Files.exists(state.resolve("culvert.env")) || !launcher.isAlive());
            Await.until(
                    "all ports to open",
                    () -> opens(ports.websocket().port())
                            && opens(ports.stream().port()));
            return new GatewayProcess(state, launcher, tls, shell, console, ports);
        } catch (IOException | AssertionError e) {
            kill(launcher);
            throw e;
        }
    }

    /** The plain listeners. */
    public Ports ports() {
        return ports;
    }

    /** The TLS listener. */
    Endpoint tls(@Nullable SSLContext trust) {
        return new Endpoint("127.0.0.1", tlsPort, trust);
    }

    /** The port of the TLS listener. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Where its administration shell is. */
    public int shellPort() {
        return shellPort;
    }

    /** Where its web console is. */
    public int consolePort() {
        return consolePort;
    }

    /** Its state directory. */
    public Path state() {
        return state;
    }

    /** Whom peers have to trust: its own authority. */
    public Path authority() {
        return state.resolve("server_maintenance/d2d/ca.pem");
    }

    /** A file of its configuration. */
    public Path etc(String file) {
        return state.resolve("etc").resolve(file);
    }

    /** Replaces the tokens. */
    void writeTokens(String... tokens) throws IOException {
        writeTokens(state, tokens);
    }

    public String log() throws IOException {
        return Files.readString(state.resolve("log/culvert.log"));
    }

    /** The process of the JVM. */
    public long pid() {
        return jvm;
    }

    /** Asks it to stop, as an operator or systemd would. */
    void terminate() {
        launcher.destroy();
    }

    /** Kills it, as the system does when memory is short, and waits for its end. */
    public void kill() throws InterruptedException {
        ProcessHandle.of(jvm).ifPresent(ProcessHandle::destroyForcibly);
        int unused = awaitExit();
    }

    /** Waits for its end. */
    int awaitExit() throws InterruptedException {
        if (!launcher.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the gateway does not stop");
        }
        return launcher.exitValue();
    }

    @Override
    public void close() {
        terminate();
        try {
            launcher.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill(launcher);
    }

    private static void kill(Process launcher) {
        launcher.descendants().forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly();
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void writeListener(Path state, String name, String protocol, int port) throws IOException {
        Files.writeString(
                state.resolve("etc/io.culvert.transport.undertow.listener-" + name + ".cfg"),
                "name = %s%nprotocol = %s%nport = %d%ntls = false%n".formatted(name, protocol, port));
    }

    private static void writeTokens(Path state, String... tokens) throws IOException {
        // In one piece, or the gateway might read half a file.
        Path file = state.resolve("etc/io.culvert.authenticator.statictoken-itests.config");
        Path draft = state.resolve("tokens.new");
        Files.writeString(draft, "name=\"itests\"\n.tokens=[\"" + String.join("\",\"", tokens) + "\"]\n");
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean opens(int port) {
        try (Wire wire = Wire.open(Endpoint.plain(port))) {
            return wire.localPort() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
