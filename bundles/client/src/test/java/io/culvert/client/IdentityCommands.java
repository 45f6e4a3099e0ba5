package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.client.TestGateway.Habits;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts commands that have an identity, or get one. */
abstract class IdentityCommands {

    static final String ALICE = "aaaaaaaa-0000-4000-8000-000000000001";
    static final String BOB = "bbbbbbbb-0000-4000-8000-000000000002";

    @TempDir
    Path folder = Path.of("");

    final TestCa ca = new TestCa("Test CA");
    final Map<String, String> environment = new HashMap<>();
    final List<TestCommand> started = new ArrayList<>();

    @BeforeEach
    void set() {
        environment.put("CULVERT_TOKEN", TestGateway.TOKEN);
        environment.put("CULVERT_JAVA_OPTS", "-Xmx24m");
    }

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(command -> command.process.destroyForcibly());
    }

    TestCommand culvert(String... arguments) throws IOException {
        TestCommand command = TestCommand.start(environment, arguments);
        started.add(command);
        return command;
    }

    TestGateway gateway(String scheme) throws IOException {
        return gateway(scheme, TestCertificate.of(folder, "dns:localhost"), 0);
    }

    TestGateway gateway(String scheme, TestCertificate certificate, int port) throws IOException {
        TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD, port);
        gateway.ca = ca;
        return gateway;
    }

    String identity(String name, String device) throws Exception {
        KeyPair keys = TestIssuer.keys();
        TestCa.identity(folder.resolve(name), keys, ca.device(keys.getPublic(), device), List.of(ca.root(1)));
        return folder.resolve(name).toString();
    }

    static void until(Callable<Boolean> condition, TestCommand command) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(command.said()).isLessThan(deadline);
            command.process.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    static String[] and(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    static void echo(ServerSocket service) {
        try {
            while (true) {
                try (Socket socket = service.accept()) {
                    byte[] request = socket.getInputStream().readAllBytes();
                    socket.getOutputStream().write(request);
                }
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }
}
