package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does before and without starting the gateway. */
class LauncherTest {

    private static final String TOKENS = "etc/io.culvert.authenticator.statictoken-default.config";

    @TempDir
    private Path folder = Path.of("");

    private Path state = Path.of("");

    @BeforeEach
    void chooseState() {
        state = folder.resolve("a state");
    }

    @Test
    void helpTellsEveryOption() throws Exception {
        try (Launch launch = Launch.of(Distribution.HOME, folder, "--help")) {
            assertThat(launch.exitCode()).isZero();
            assertThat(launch.output())
                    .contains("--state DIR", "-p, --port", "-s, --server, --host", "-c, --certificate FILE")
                    .contains("-k, --certificate-key", "--ssh-port", "--console-port", "-l, --logging")
                    .contains("--name NAME", "-v, --verbose", "--demo", "-h, --help");
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        for (List<String> options : List.of(
                List.of("--bogus"),
                List.of("stray"),
                List.of("--port", "http"),
                List.of("--port", "65536"),
                List.of("--port"),
                List.of("--state="),
                List.of("--name", "a b"),
                List.of("--name", "a,,b"),
                List.of("--name", "https://a/"),
                List.of("--certificate", "/etc/passwd"))) {
            try (Launch launch = Launch.of(Distribution.HOME, folder, options.toArray(String[]::new))) {
                assertThat(launch.exitCode()).as("%s", options).isEqualTo(2);
                assertThat(launch.output()).contains("--help");
            }
        }
    }

    @Test
    void saysWhichCertificateItCannotRead() throws Exception {
        String missing = folder.resolve("missing.pem").toString();
        try (Launch launch = Launch.of(Distribution.HOME, folder, "-c", missing, "-k", missing)) {
            assertThat(launch.exitCode()).isEqualTo(1);
            assertThat(launch.output()).contains("-c: cannot read " + missing);
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            try (Launch launch = Launch.of(Distribution.HOME, folder, "--state", state.toString(), "--port", port)) {
                assertThat(launch.exitCode()).isEqualTo(1);
                assertThat(launch.output()).contains("port " + port, "taken");
            }
        }
    }

    @Test
    void saysThatTheShellsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            try (Launch launch = Launch.of(
                    Distribution.HOME, folder, "--state=" + state, "--port=" + FreePort.next(), "--ssh-port=" + port)) {
                assertThat(launch.exitCode()).isEqualTo(1);
                assertThat(launch.output()).contains("port " + port, "--ssh-port");
            }
        }
    }

    @Test
    void makesSecretsOnceThatOnlyTheOwnerCanRead() throws Exception {
        prepareState(Distribution.HOME);
        String token = Files.readString(state.resolve("token"));

        assertThat(token.strip()).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(Files.readString(state.resolve(TOKENS)))
                .contains(sha256(token.strip()))
                .doesNotContain(token.strip());
        String password = Files.readString(state.resolve("shell-password")).strip();
        assertThat(Files.readString(state.resolve("etc/users.properties")))
                .contains("admin = {CRYPT}" + sha256(password) + "{CRYPT}")
                .doesNotContain(password);
        for (String secret : List.of("token", "shell-password", TOKENS, "etc/users.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }

        prepareState(Distribution.HOME);
        assertThat(state.resolve("token")).hasContent(token);
    }

    @Test
    void twoStatesHaveTwoTokens() throws Exception {
        prepareState(Distribution.HOME);
        String token = Files.readString(state.resolve("token"));
        state = folder.resolve("another");
        prepareState(Distribution.HOME);
        assertThat(Files.readString(state.resolve("token"))).isNotEqualTo(token);
    }

    @Test
    void doesNotMakeATokenForWhoHasHisOwn() throws Exception {
        Files.createDirectories(state.resolve("etc"));
        Files.writeString(state.resolve(TOKENS), "name=\"mine\"\n");
        prepareState(Distribution.HOME);
        assertThat(state.resolve("token")).doesNotExist();
        assertThat(state.resolve(TOKENS)).hasContent("name=\"mine\"\n");
    }

    @Test
    void upgradeReplacesWhatTheUserHasNotTouched() throws Exception {
        Path newer = otherDistribution();
        prepareState(Distribution.HOME);
        Files.writeString(newer.resolve("etc/io.culvert.broker.cfg"), "# newer\n");

        prepareState(newer);

        assertThat(state.resolve("etc/io.culvert.broker.cfg")).hasContent("# newer\n");
    }

    @Test
    void upgradeKeepsWhatTheUserHasChangedAndSaysSo() throws Exception {
        Path newer = otherDistribution();
        prepareState(Distribution.HOME);
        Files.writeString(state.resolve("etc/io.culvert.broker.cfg"), "alone.timeout = 20\n");
        assertThat(prepareState(Distribution.HOME)).doesNotContain("kept your version");
        Files.writeString(newer.resolve("etc/io.culvert.broker.cfg"), "# newer\n");

        String output = prepareState(newer);

        assertThat(state.resolve("etc/io.culvert.broker.cfg")).hasContent("alone.timeout = 20\n");
        assertThat(state.resolve("etc/io.culvert.broker.cfg.new")).hasContent("# newer\n");
        assertThat(output).contains("etc/io.culvert.broker.cfg: kept your version");
        assertThat(prepareState(newer)).as("said once").doesNotContain("kept your version");
    }

    @Test
    void aFileThatTheUserHasRemovedStaysRemoved() throws Exception {
        Path newer = otherDistribution();
        prepareState(Distribution.HOME);
        Files.delete(state.resolve("etc/io.culvert.codec.jsonrpc.cfg"));
        Files.writeString(newer.resolve("etc/io.culvert.codec.jsonrpc.cfg"), "# newer\n");

        prepareState(newer);

        assertThat(state.resolve("etc/io.culvert.codec.jsonrpc.cfg")).doesNotExist();
    }

    @Test
    void onlyAnotherBuildDropsTheCache() throws Exception {
        prepareState(Distribution.HOME);
        Path cached = Files.createDirectories(state.resolve("data/cache")).resolve("bundle0");
        Files.writeString(cached, "");

        prepareState(Distribution.HOME);
        assertThat(cached).exists();

        Path newer = otherDistribution();
        Files.writeString(newer.resolve("system/marker"), "another build");
        prepareState(newer);
        assertThat(cached).doesNotExist();
    }

    /** Lets the launcher do all but start the gateway: its port is taken. */
    private String prepareState(Path home) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Launch launch = Launch.of(
                        home, folder, "--state", state.toString(), "--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(launch.exitCode()).isEqualTo(1);
            assertThat(launch.output()).contains("taken");
            return launch.output();
        }
    }

    /** A copy of the distribution without its bundles, to be changed. */
    private Path otherDistribution() throws Exception {
        Path home = folder.resolve("newer");
        for (String part : List.of("bin", "etc", "lib")) {
            try (var files = Files.walk(Distribution.HOME.resolve(part))) {
                for (Path file : files.toList()) {
                    Path copy = home.resolve(Distribution.HOME.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        Files.createDirectories(home.resolve("system"));
        return home;
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
