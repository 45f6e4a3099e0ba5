package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of the shell may do who are no administrators, and what they try. */
@ExtendWith(SharedGateway.class)
class ShellRolesIT {

    /** A file that exists, and what it has in it that nobody may see. */
    private static final String SECRET_FILE = "etc/users.properties";

    private static final String SECRET = "_g_";

    private GatewayShell viewer;
    private GatewayShell operator;
    private GatewayShell admin;
    private Path state;
    /** Below the gateway's working directory, to be written by whoever can. */
    private Path loot;

    @BeforeEach
    void users(GatewayProcess gateway) throws Exception {
        state = gateway.state();
        loot = state.resolve("loot");
        viewer = GatewayShell.of(gateway, "viewer", "viewer,ssh");
        operator = GatewayShell.of(gateway, "operator", "operator,viewer,ssh");
        admin = GatewayShell.of(gateway);
    }

    static List<String> attacks() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/shell-attacks.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("//"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void whatIsNotForThemIsRefused(String attack) throws Exception {
        for (GatewayShell shell : List.of(viewer, operator)) {
            GatewayShell.Result result = shell.attempt(attack);
            assertThat(result.output() + result.errors())
                    .as(attack)
                    .containsAnyOf("Command not found", "Insufficient credentials", "Error executing command")
                    .doesNotContain(SECRET);
            assertThat(loot).as(attack).doesNotExist();
        }
    }

    @Test
    void whatIsTriedInSilenceIsRefusedToo() throws Exception {
        GatewayShell.Result result =
                viewer.attempt("try { cat " + SECRET_FILE + " > loot } { cat " + SECRET_FILE + " }");
        assertThat(result.output() + result.errors()).doesNotContain(SECRET);
        assertThat(loot).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "culvert:info",
                "culvert:health --json",
                "culvert:sessions",
                "culvert:tunnels --json",
                "culvert:authenticators",
                "culvert:watch --count 1",
                "culvert:ca",
                "culvert:ca-list",
                "culvert:ca-export --pem",
                "culvert:info --help",
                "culvert:info | grep -i node",
                "culvert:info | grep -v Node | head -n 2 | sort -r | tail -n 1 | wc -l",
                "help culvert"
            })
    void everybodyMayLook(String command) throws Exception {
        for (GatewayShell shell : List.of(viewer, operator, admin)) {
            assertThat(shell.attempt(command)).as(command).matches(result -> result.status() == 0);
        }
    }

    @Test
    void closingIsForOperators() throws Exception {
        assertThat(viewer.attempt("culvert:close c999").output()).contains("Command not found");
        assertThat(operator.attempt("culvert:close c999").output()).contains("There is no session or tunnel");
        assertThat(operator.attempt("culvert:ca-renew").output()).contains("Command not found");
    }

    @Test
    void administratorsCanDoWhatTheyCould() throws Exception {
        Path file = state.resolve("by-admin");
        admin.execute("culvert:info --json > " + file);
        assertThat(Json.object(Files.readString(file))).containsKey("version");
        assertThat(admin.execute("cat " + SECRET_FILE)).contains(SECRET);
        assertThat(admin.execute("bundle:list")).contains("Culvert");
        assertThat(admin.execute("($.context getBundle 0) getSymbolicName; echo done"))
                .contains("done");
        assertThat(admin.execute("config:list '(service.pid=io.culvert.broker)'"))
                .contains("alone.timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator"})
    void noFileIsReadOrWrittenByTheLineEditor(String user, GatewayProcess gateway) throws Exception {
        GatewayShell shell = GatewayShell.of(gateway, user, "");
        String screen = shell.type("history-file = " + loot + "\rx = 1\r" // the editor's own variable
                + "\u0018\u0005\u0012" + state.resolve(SECRET_FILE) + "\r" // Ctrl-X Ctrl-E: an editor; Ctrl-R: open
                + "\u0007\rexit\r");
        assertThat(screen).doesNotContain("Nano").doesNotContain(SECRET);
        assertThat(loot).doesNotExist();

        screen = shell.type("\u001bOA\u001bOA\rexit\r", "-o", "SetEnv=history-file=" + state.resolve(SECRET_FILE));
        assertThat(screen).doesNotContain(SECRET);
    }

    @Test
    void whoHidesTheEditorHasNoShell() throws Exception {
        String screen = viewer.type("\u0018\u0005exit\r", "-o", "SetEnv=.jline.reader=none");
        assertThat(screen).doesNotContain("Nano");
    }

    @Test
    void anInteractiveShellWorksForThem() throws Exception {
        assertThat(viewer.type("culvert:info | grep Node\rexit\r"))
                .contains("itest")
                .doesNotContain("Error");
    }

    @Test
    void filesCannotBeCopied(GatewayProcess gateway) throws Exception {
        Path copy = state.resolve("copy");
        for (String option : List.of("-O", "-s")) {
            String[] ssh = viewer.ssh(List.of());
            String key = ssh[List.of(ssh).indexOf("-i") + 1];
            Process scp = new ProcessBuilder(
                            "scp",
                            option,
                            "-F",
                            "/dev/null",
                            "-i",
                            key,
                            "-o",
                            "BatchMode=yes",
                            "-o",
                            "StrictHostKeyChecking=no",
                            "-o",
                            "UserKnownHostsFile=/dev/null",
                            "-P",
                            Integer.toString(gateway.shellPort()),
                            "viewer@127.0.0.1:" + SECRET_FILE,
                            copy.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(scp.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(scp.waitFor()).as(said).isNotZero();
            assertThat(copy).doesNotExist();
        }
    }
}
