package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a gateway. */
class GatewayRunTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void tellsWhenItIsReadyAndStopsInGoodOrder() throws Exception {
        int port = Launch.freePort();
        try (Launch launch = start(port)) {
            Path env = folder.resolve("state/culvert.env");
            launch.await("culvert.env", () -> Files.exists(env));

            assertThat(Files.readAllLines(env))
                    .containsExactlyInAnyOrder(
                            "CULVERT_URL=wss://127.0.0.1:" + port + "/websocket",
                            "CULVERT_TOKEN_FILE="
                                    + folder.resolve("state/token").toRealPath(),
                            "CULVERT_CA="
                                    + folder.resolve("state/etc/tls/gateway.crt")
                                            .toRealPath());
            launch.await("ready block", () -> says(launch, "Culvert is ready"));
            assertThat(launch.output())
                    .containsOnlyOnce("Culvert is ready")
                    .contains("connect --env " + env.toRealPath());

            launch.process().destroy();

            assertThat(launch.exitCode()).isZero();
            assertThat(env).doesNotExist();
            assertThat(Files.readString(folder.resolve("state/log/culvert.log")))
                    .doesNotContain("| ERROR |")
                    .doesNotContain("| WARN  |");
        }
    }

    @Test
    void refusesASecondGatewayOnTheSameState() throws Exception {
        try (Launch first = start(Launch.freePort())) {
            first.await("lock", () -> Files.exists(folder.resolve("state/data/karaf.pid")));
            try (Launch second = start(Launch.freePort())) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.output())
                        .contains("already running", folder.resolve("state").toString());
            }
            assertThat(first.process().isAlive()).isTrue();
        }
    }

    @Test
    void tellsThatTheGatewayHasCrashed() throws Exception {
        try (Launch launch = start(Launch.freePort())) {
            Path log = folder.resolve("state/log/culvert.log");
            launch.await("log", () -> Files.exists(log) && !lines(log).isEmpty());
            launch.gateway().destroyForcibly();

            assertThat(launch.exitCode()).isEqualTo(1);
            assertThat(launch.output())
                    .contains("unexpectedly", "culvert.log", lines(log).get(0));
        }
    }

    @Test
    void optionsWinForOneRunAndAreNotWritten() throws Exception {
        int port = Launch.freePort();
        Path log = folder.resolve("elsewhere/my.log");
        try (Launch launch = start(port, "--logging", log.toString(), "--verbose")) {
            launch.await("culvert.env", () -> Files.exists(folder.resolve("state/culvert.env")));
            assertThat(log).isNotEmptyFile();
            assertThat(launch.output()).as("the log on the terminal").contains("INFO");
            assertThat(Files.readString(folder.resolve("state/etc/io.culvert.transport.undertow.listener-main.cfg")))
                    .contains("port = 8443");
            launch.process().destroy();
            assertThat(launch.exitCode()).isZero();
        }
    }

    private Launch start(int port, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--state",
                folder.resolve("state").toString(),
                "--port",
                Integer.toString(port),
                "--ssh-port",
                Integer.toString(Launch.freePort())));
        options.addAll(List.of(more));
        return Launch.of(Distribution.HOME, folder, options.toArray(String[]::new));
    }

    private static boolean says(Launch launch, String text) {
        try {
            return launch.output().contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
