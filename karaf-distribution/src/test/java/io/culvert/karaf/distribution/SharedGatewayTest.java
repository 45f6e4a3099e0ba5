package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators and users do with a gateway that runs. One for all tests, so each leaves it as it was. */
@Timeout(300)
class SharedGatewayTest {

    @TempDir
    private static Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // by start(), before every test
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void aChangedTokenFileCountsForNewPeersAndTunnelsGoOn() throws Exception {
        Path file = gateway.state().resolve(Gateway.TOKENS);
        String before = Files.readString(file);
        Path newToken = Files.writeString(folder.resolve("new token"), "a new one\n");
        try (CulvertCommand one = gateway.connect("--nonce", "standing");
                CulvertCommand other = gateway.connect("--nonce", "standing")) {
            one.write("before");
            assertThat(other.read(6)).isEqualTo("before");
            Flood flood = new Flood(one, other);
            flood.awaitFlow();

            Files.writeString(file, "name=\"default\"\ntokens.sha256=[\"" + sha256("a new one") + "\"]\n");
            awaitAccepted(newToken);
            flood.awaitFlow();
            assertRefused(gateway.state().resolve("token"));

            Files.writeString(file, before);
            awaitAccepted(gateway.state().resolve("token"));
            assertRefused(newToken);
            flood.awaitFlow();
        } finally {
            Files.writeString(file, before);
        }
    }

    @Test
    void aMistakeInTheTokenFileKeepsTheTokensAndIsLogged() throws Exception {
        Path file = gateway.state().resolve(Gateway.TOKENS);
        String before = Files.readString(file);
        try {
            Files.writeString(file, "name=\"default\"\ntokens.sha256=[\"" + sha256("x") + "\",\"not a digest\"]\n");
            awaitLog(file.getFileName().toString(), "tokens.sha256[1]", "The tokens from before stay valid");
            assertThat(gateway.log()).doesNotContain("not a digest");
            assertMeet("--nonce", "mistake");

            Files.writeString(file, "name=\"default\"\ntokens.sha256=[\"" + sha256("x") + "\"\n");
            gateway.launch()
                    .await("second report", () -> lines(file.getFileName().toString()) >= 2);
            assertMeet("--nonce", "mistake");
        } finally {
            Files.writeString(file, before);
        }
    }

    @Test
    void aWrongTokenIsToldApartFromOtherTrouble() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong token"), "sesame\n");
        assertRefused(wrong);
        assertThat(gateway.log()).doesNotContain("sesame");
    }

    @Test
    void aSecondGatewayOnTheSameStateIsRefused() throws Exception {
        try (Gateway second = Gateway.launch(folder)) {
            assertThat(second.launch().exitCode()).isEqualTo(1);
            assertThat(second.launch().output())
                    .contains("already running", gateway.state().toRealPath().toString());
        }
        assertThat(gateway.launch().process().isAlive()).isTrue();
        assertThat(gateway.env()).exists();
    }

    @Test
    void sshAndScpGoThroughATunnel() throws Exception {
        try (SshServer server = SshServer.start(folder);
                CulvertCommand device = CulvertCommand.start(
                        folder,
                        "--env",
                        gateway.env().toString(),
                        "--nonce",
                        "ssh",
                        "--retry",
                        "--tcp",
                        "127.0.0.1:" + server.port())) {
            String proxy = CulvertCommand.executable() + " connect --env " + gateway.env() + " --nonce ssh --retry"
                    + " --stdio";
            Run ssh = server.ssh("ssh", "-o", "ProxyCommand=" + proxy, "device", "echo $((6 * 7)); exit 5");
            assertThat(ssh.exitCode()).as(ssh.errors()).isEqualTo(5);
            assertThat(ssh.output()).isEqualTo("42\n");

            byte[] content = new byte[5 << 20];
            new Random(1).nextBytes(content);
            Path sent = Files.write(folder.resolve("sent"), content);
            Path received = folder.resolve("received");
            Run scp = server.ssh("scp", "-o", "ProxyCommand=" + proxy, sent.toString(), "device:" + received);
            assertThat(scp.exitCode()).as(scp.errors()).isZero();
            assertThat(Files.readAllBytes(received)).isEqualTo(content);
            assertThat(device.isAlive()).isTrue();
        }
    }

    @Test
    void rolesDecideWhatAUserOfTheShellMayDo() throws Exception {
        Shell shell = Shell.of(gateway, folder);
        shell.admit("looker", "viewer", "ssh");
        shell.admit("admin", "_g_:admingroup");

        Run look = shell.run("looker", "culvert:info");
        assertThat(look.exitCode()).as(look.errors()).isZero();
        assertThat(look.output()).contains("Listener", "main: wss (TLS by Java) on 127.0.0.1:" + gateway.port());
        assertThat(shell.run("looker", "culvert:close c1").output()).contains("Command not found");
        assertThat(shell.run("looker", "bundle:stop io.culvert.codec.jsonrpc").output())
                .contains("Command not found");

        assertThat(shell.run("admin", "culvert:close c999999").output()).contains("There is no session or tunnel");
        Run update = shell.run("admin", "bundle:update io.culvert.codec.jsonrpc && bundle:list -t 0");
        assertThat(update.exitCode()).as(update.output()).isZero();
        assertThat(update.output().lines().filter(line -> line.contains("Codec (JSON-RPC)")))
                .singleElement()
                .asString()
                .contains("Active");
        assertMeet("--nonce", "after the update", "--retry");
    }

    @Test
    void theShellIsReachedWithTheFasterCurvesAndWithout() throws Exception {
        Shell shell = Shell.of(gateway, folder);
        shell.admit("curves", "_g_:admingroup");
        for (String then : List.of("stop", "start", "stop", "start")) {
            Run run = shell.run("curves", "bundle:" + then + " io.culvert.crypto.bouncycastle");
            assertThat(run.exitCode()).as(run.errors()).isZero();
            assertMeet("--nonce", "curves");
        }
    }

    private static void assertMeet(String... options) throws IOException {
        try (CulvertCommand one = gateway.connect(options);
                CulvertCommand other = gateway.connect(options)) {
            one.write("there");
            assertThat(other.read(5)).as(other.said()).isEqualTo("there");
        }
    }

    private static void assertRefused(Path token) throws Exception {
        try (CulvertCommand peer = gateway.connect("--token-file", token.toString())) {
            assertThat(peer.exitCode()).as(peer.said()).isEqualTo(3);
            assertThat(peer.said()).contains("The gateway does not accept the token");
        }
    }

    private static void awaitAccepted(Path token) throws TimeoutException {
        Deadline.await("admission", () -> accepted(token), gateway::log);
    }

    private static boolean accepted(Path token) {
        try (CulvertCommand peer = gateway.connect("--nonce", "probe", "--token-file", token.toString())) {
            Deadline.await("answer", () -> peer.said().contains("authenticated"), peer::isAlive, peer::said);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitLog(String... parts) throws TimeoutException {
        gateway.launch().await("log entry", () -> gateway.log().lines().anyMatch(line -> {
            for (String part : parts) {
                if (!line.contains(part)) {
                    return false;
                }
            }
            return true;
        }));
    }

    private static long lines(String part) {
        return gateway.log()
                .lines()
                .filter(line -> line.contains("ERROR") && line.contains(part))
                .count();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
