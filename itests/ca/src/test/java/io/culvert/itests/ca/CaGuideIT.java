package io.culvert.itests.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.itests.gateway.Command;
import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.gateway.Guide;
import io.culvert.itests.gateway.Guide.Block;
import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Every block of docs/ca.md, in the order in which they stand there, with one gateway and in one folder: {@code run} are
 * commands for a shell, {@code strongswan} the same where that is installed, {@code shell} commands for the gateway's
 * shell, one on each line; {@code nginx}, {@code apache} and {@code haproxy} belong into the configuration of these.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class CaGuideIT {

    private GatewayProcess gateway;
    private GatewayShell shell;
    private Path folder;
    private boolean failed;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        gateway = GatewayProcess.start("guide", CaGuideIT::prepare);
        shell = GatewayShell.of(gateway);
    }

    /** The deadlines of other tests are too short for commands that are started one by one. */
    private static void prepare(Path etc, int tls) throws IOException {
        Files.writeString(
                etc.resolve("io.culvert.transport.undertow.cfg"), "node.id = itest\nhandshake.timeout = 60\n");
        Files.writeString(
                etc.resolve("io.culvert.broker.cfg"),
                "alone.timeout = 60\ninactive.timeout = 60\njsonrpc.timeout = 60\ninactive.limit = 120\n");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @TestFactory
    Stream<DynamicTest> everyBlockDoesWhatItIsSaidToDo() throws IOException {
        Stream<DynamicTest> blocks = Guide.blocks("docs/ca.md").stream()
                .map(block -> DynamicTest.dynamicTest(block.name(), () -> inTurn(() -> execute(block))));
        return Stream.concat(blocks, Stream.of(DynamicTest.dynamicTest("What came of it", () -> inTurn(this::verify))));
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Nothing makes sense after a step that has failed. */
    private void inTurn(Step step) throws Exception {
        assumeThat(failed).as("an earlier block has failed").isFalse();
        try {
            step.run();
        } catch (TestAbortedException e) {
            throw e; // what it needs is not installed
        } catch (Exception | AssertionError e) {
            failed = true;
            throw e;
        }
    }

    private void execute(Block block) throws Exception {
        switch (block.kind()) {
            case "run" -> run(block.text());
            case "strongswan" -> {
                if (System.getenv("CI") == null) {
                    assumeThat(Command.output(
                                    folder, "pki --gen --type ecdsa --size 256 >curves 2>&1 && echo yes || true"))
                            .as("Debian's packages strongswan-pki and libstrongswan-standard-plugins")
                            .contains("yes");
                }
                run(block.text());
            }
            case "shell" -> {
                for (String line : block.text().lines().toList()) {
                    System.out.println(shell.execute(withDevice(line)));
                }
            }
            default -> serve(DeviceServer.Kind.valueOf(block.kind().toUpperCase(Locale.ROOT)), block.text());
        }
    }

    /** The guide's commands are those of people who have the client on their path. */
    private void run(String commands) throws Exception {
        Files.writeString(folder.resolve("block"), commands);
        String path = Distribution.launcher().resolveSibling("") + ":" + System.getenv("PATH");
        System.out.println(Command.run(
                folder,
                "timeout 180 bash -e -o pipefail block",
                Map.of("DIR", gateway.state().toString(), "PATH", path)));
    }

    private String withDevice(String line) throws IOException {
        return line.endsWith(" UUID")
                ? line.replace(
                        " UUID",
                        " " + Files.readString(folder.resolve("laptop/uuid")).strip())
                : line;
    }

    /** It admits devices of all generations, and neither one that was revoked nor one without a certificate. */
    private void serve(DeviceServer.Kind kind, String fragment) throws Exception {
        Path revoked = folder.resolve("revoked");
        if (!Files.exists(revoked)) {
            for (String device : List.of("newcomer", "revoked")) {
                run("culvert enroll --env \"$DIR/culvert.env\" --identity " + device);
            }
            shell.execute("culvert:ca-revoke -y "
                    + Files.readString(revoked.resolve("uuid")).strip());
            Nginx.curl(gateway, "/d2d/crl.pem", folder.resolve("crl.pem"));
        }
        Path work = Files.createDirectory(folder.resolve("server-" + kind));
        try (DeviceServer server = DeviceServer.start(kind, fragment, folder, work)) {
            for (String device : List.of("server", "laptop", "newcomer")) {
                assertThat(admits(server, device)).as(device).isTrue();
            }
            assertThat(admits(server, "revoked")).isFalse();
            assertThat(server.admitsStrangers()).isFalse();
        }
    }

    private boolean admits(DeviceServer server, String device) {
        Path identity = folder.resolve(device);
        return server.admits(identity.resolve("certificate.pem"), identity.resolve("key.pem"));
    }

    private void verify() throws Exception {
        Map<String, ?> status = Json.object(shell.execute("culvert:ca --json"));
        assertThat(status.get("state")).isEqualTo("VALID");
        assertThat(String.valueOf(status.get("generations")))
                .contains("subject=CN=Culvert D2D CA G1", "subject=CN=Culvert D2D CA G2", "CN=Example Devices");
        assertThat(Files.readString(gateway.state().resolve("server_maintenance/d2d/audit.log")))
                .contains(
                        "\"issued\"",
                        "\"renewed\"",
                        "\"refused\"",
                        "\"revoked\"",
                        "\"readmitted\"",
                        "\"authority-prepared\"",
                        "\"authority-activated\"",
                        "\"authority-imported\"",
                        "\"cross-certified\"");
        assertThat(gateway.log()).doesNotContain("ERROR");
    }
}
