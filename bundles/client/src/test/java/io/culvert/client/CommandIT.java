package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.FreePort;
import io.culvert.api.tls.TestAuthority;
import io.culvert.client.TestGateway.Habits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts the command as its user does: through the launcher, over the runnable jar. */
@Timeout(120)
class CommandIT {

    @TempDir
    private Path folder = Path.of("");

    private final List<TestCommand> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(command -> command.process.destroyForcibly());
    }

    private TestCommand culvert(String... arguments) throws IOException {
        return culvertWith(TestGateway.TOKEN, arguments);
    }

    private TestCommand culvertWith(String token, String... arguments) throws IOException {
        TestCommand command =
                TestCommand.start(Map.of("CULVERT_TOKEN", token, "CULVERT_JAVA_OPTS", "-Xmx16m"), arguments);
        started.add(command);
        return command;
    }

    private static TestGateway plain(Habits habits) throws IOException {
        return new TestGateway("ws", null, habits);
    }

    @Test
    void helpAndVersionNeedNothingElse() throws Exception {
        TestCommand version = culvert("--version");
        assertThat(new String(version.stdout().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("culvert 0.");
        assertThat(version.exit()).isZero();
        TestCommand help = culvert("connect", "--help");
        assertThat(new String(help.stdout().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--token-file", "Exit codes:", "Examples:", "ProxyCommand");
        assertThat(help.exit()).isZero();
    }

    @Test
    void wrongUsageIsTwo() throws Exception {
        assertThat(culvert("connect", "ws://localhost:1").exit()).isEqualTo(2);
        assertThat(culvert("connect", "--stdio").exit()).isEqualTo(2);
        assertThat(culvertWith("", "connect", "ws://localhost:1", "--stdio").exit())
                .isEqualTo(2);
        assertThat(culvert("connect", "http://localhost:1", "--stdio").exit()).isEqualTo(2);
        assertThat(culvert().exit()).isEqualTo(2);
    }

    @Test
    void aDeviceThatIsToldNonsenseIsTwo() throws Exception {
        for (String wrong : new String[] {
            "--mqtt tcp://broker.example --gateway wss://gw.example",
            "--mqtt http://localhost --gateway wss://gw.example",
            "--mqtt ssl://localhost --gateway http://gw.example",
            "--mqtt ssl://localhost --gateway wss://gw.example --tunnels 0",
            "--mqtt ssl://localhost --gateway wss://gw.example --mqtt-password-file /nowhere",
            "--gateway wss://gw.example"
        }) {
            String line = "device --device d --tcp localhost:1 " + wrong;
            assertThat(culvert(line.split(" ", -1)).exit()).as(line).isEqualTo(2);
        }
    }

    @Test
    void aDeviceWaitsForABrokerThatIsAway() throws Exception {
        TestCommand command =
                culvert("device --device d --tcp localhost:1 --gateway wss://gw.example --mqtt tcp://localhost:1"
                        .split(" ", -1));
        command.untilSaid("The MQTT broker is away (Connection refused");
        assertThat(command.process.isAlive()).isTrue();
    }

    @Test
    void aRefusedTokenIsThreeEvenWithRetry() throws Exception {
        try (TestGateway gateway = plain(Habits.GOOD)) {
            TestCommand command = culvertWith("sesame", "connect", gateway.url(), "--stdio", "--retry");
            assertThat(command.exit()).isEqualTo(3);
            assertThat(command.said()).contains("does not accept the token").doesNotContain("sesame");
        }
    }

    @Test
    void noPartnerIsFour() throws Exception {
        try (TestGateway gateway = plain(Habits.GOOD.alone(Duration.ofMillis(100)))) {
            assertThat(culvert("connect", gateway.url(), "--stdio").exit()).isEqualTo(4);
        }
    }

    @Test
    void anUntrustedCertificateIsFive() throws Exception {
        TestCertificate certificate = TestCertificate.of(folder, "dns:localhost");
        try (TestGateway gateway = new TestGateway("wss", certificate, Habits.GOOD)) {
            TestCommand command = culvert("connect", gateway.url(), "--stdio", "--retry");
            assertThat(command.exit()).isEqualTo(5);
            assertThat(command.said()).contains("SHA-256 fingerprint", "--ca");
        }
    }

    @Test
    void aCertificateIsShownToAGatewayThatWantsOne() throws Exception {
        TestAuthority root = TestAuthority.root(folder, "root");
        TestAuthority.Issued own = root.client("/CN=device");
        TestCertificate certificate =
                TestCertificate.of(folder, "dns:localhost", root.own().certificate());
        try (TestGateway gateway = new TestGateway("wss", certificate, Habits.GOOD.alone(Duration.ofMillis(100)))) {
            String[] options = {
                "connect", gateway.url(), "--stdio", "--ca", gateway.pem().toString()
            };
            TestCommand with = culvert(and(
                    options,
                    "--certificate",
                    own.chain().toString(),
                    "--certificate-key",
                    own.key().toString()));
            assertThat(with.exit()).isEqualTo(4); // it was let in, and nobody came
            Path settings = Files.writeString(
                    folder.resolve("culvert.env"),
                    "CULVERT_CERTIFICATE=" + own.chain().getFileName() + "\nCULVERT_CERTIFICATE_KEY="
                            + own.key().getFileName() + "\n");
            assertThat(culvert(and(options, "--env", settings.toString())).exit())
                    .isEqualTo(4);
            TestCommand half = culvert(and(options, "--certificate", own.chain().toString()));
            assertThat(half.exit()).isEqualTo(2);
            assertThat(half.said()).contains("belong together");
            TestCommand wrong = culvert(and(
                    options,
                    "--certificate",
                    own.chain().toString(),
                    "--certificate-key",
                    own.chain().toString()));
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.said()).contains("no private key in PKCS#8", "openssl pkey");
        }
    }

    private static String[] and(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void aGatewayThatIsAwayIsSix() throws Exception {
        int port = FreePort.next();
        assertThat(culvert("connect", "ws://localhost:" + port, "--stdio").exit())
                .isEqualTo(6);
    }

    @Test
    void retryWaitsForAGateway() throws Exception {
        int port = FreePort.next();
        TestCommand waiting = culvert("connect", "ws://localhost:" + port, "--stdio", "--retry");
        waiting.untilSaid("trying again");
        try (TestGateway gateway = new TestGateway("ws", null, Habits.GOOD, port)) {
            TestCommand other = culvert("connect", gateway.url(), "--stdio");
            other.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
            other.stdin().close();
            assertThat(waiting.stdout().readAllBytes()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
            waiting.stdin().close();
            assertThat(waiting.exit()).isZero();
            assertThat(other.exit()).isZero();
        }
    }

    @Test
    void aKilledPartnerIsSeven() throws Exception {
        try (TestGateway gateway = plain(Habits.GOOD)) {
            TestCommand one = culvert("connect", gateway.url(), "--stdio", "-v");
            TestCommand other = culvert("connect", gateway.url(), "--stdio", "-v");
            one.untilSaid("tunnel with");
            other.untilSaid("tunnel with");
            one.process.descendants().forEach(ProcessHandle::destroyForcibly);
            one.process.destroyForcibly();
            assertThat(other.exit()).isEqualTo(7);
            assertThat(other.said()).contains("partner was lost");
        }
    }

    @Test
    void aStoppingGatewayIsSix() throws Exception {
        try (TestGateway gateway = plain(Habits.GOOD)) {
            TestCommand one = culvert("connect", gateway.url(), "--stdio", "-v");
            TestCommand other = culvert("connect", gateway.url(), "--stdio", "-v");
            one.untilSaid("tunnel with");
            other.untilSaid("tunnel with");
            gateway.closeAll(1012, "Stop server");
            assertThat(one.exit()).isEqualTo(6);
            assertThat(other.exit()).isEqualTo(6);
        }
    }

    @Test
    void sigtermTellsThePartnerThatDataIsMissing() throws Exception {
        try (TestGateway gateway = plain(Habits.GOOD)) {
            TestCommand one = culvert("connect", gateway.url(), "--stdio", "-v");
            TestCommand other = culvert("connect", gateway.url(), "--stdio", "-v");
            one.untilSaid("tunnel with");
            other.untilSaid("tunnel with");
            // Process.destroy would close its standard input as well, which is an orderly end.
            one.process.toHandle().destroy();
            assertThat(one.exit()).isEqualTo(143);
            assertThat(one.said()).doesNotContain("lost");
            assertThat(other.exit()).isEqualTo(7);
            assertThat(gateway.peers).anyMatch(peer -> peer.clientClose.startsWith("1001"));
        }
    }

    @Test
    void anUnreachableTargetOrAClosedOutputIsEight() throws Exception {
        int port = FreePort.next();
        try (TestGateway gateway = plain(Habits.GOOD)) {
            TestCommand device = culvert("connect", gateway.url(), "--tcp", "localhost:" + port);
            TestCommand client = culvert("connect", gateway.url(), "--stdio");
            assertThat(device.exit()).isEqualTo(8);
            assertThat(device.said()).contains("localhost:" + port);
            assertThat(client.exit()).isEqualTo(7);

            TestCommand deaf = culvert("connect", gateway.url(), "--stdio", "-v");
            TestCommand sender = culvert("connect", gateway.url(), "--stdio", "-v");
            deaf.untilSaid("tunnel with");
            deaf.stdout().close();
            sender.stdin().write(1);
            sender.stdin().flush();
            assertThat(deaf.exit()).isEqualTo(8);
            assertThat(sender.exit()).isEqualTo(7);
        }
    }

    @Test
    void aLargeFileCrossesASmallHeapAndASlowReaderStopsItsSender() throws Exception {
        long size = 256L * 1024 * 1024;
        TestCertificate certificate = TestCertificate.of(folder, "dns:localhost");
        Path token = Files.writeString(folder.resolve("token"), TestGateway.TOKEN + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        try (TestGateway gateway = new TestGateway("wss", certificate, Habits.GOOD)) {
            Path env = Files.writeString(
                    folder.resolve("culvert.env"),
                    "CULVERT_URL='" + gateway.url() + "'\nCULVERT_TOKEN_FILE=token\nCULVERT_CA=\"" + certificate.pem()
                            + "\"\n");
            TestCommand receiver =
                    culvertWith("no token of this gateway", "connect", "--env", env.toString(), "--stdio");
            TestCommand sender = culvertWith("no token of this gateway", "connect", "--env", env.toString(), "--stdio");
            receiver.stdin().close();
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            Thread feeder = new Thread(() -> feed(sender.stdin(), size, sent));
            feeder.start();
            receiver.untilSaid("can read the token");
            InputStream in = receiver.stdout();
            int first = in.read();
            assertThat(feeder.isAlive()).isTrue();
            assertThat(gateway.relayed.get()).isLessThan(size / 2);

            MessageDigest received = MessageDigest.getInstance("SHA-256");
            received.update((byte) first);
            byte[] chunk = new byte[8192];
            long total = 1;
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                received.update(chunk, 0, n);
                total += n;
            }
            feeder.join();
            assertThat(total).isEqualTo(size);
            assertThat(received.digest()).isEqualTo(sent.digest());
            assertThat(receiver.exit()).isZero();
            assertThat(sender.exit()).isZero();
        }
    }

    private static void feed(OutputStream to, long size, MessageDigest digest) {
        byte[] chunk = new byte[64 * 1024];
        new Random(5).nextBytes(chunk);
        try (to) {
            for (long left = size; left > 0; left -= chunk.length) {
                chunk[(int) (left % 100)]++;
                digest.update(chunk);
                to.write(chunk);
            }
        } catch (IOException e) {
            // The reader's digest will differ.
        }
    }

    @Test
    void aDeviceServesOnePartnerAfterTheOtherAndALocalPortEachConnection() throws Exception {
        try (TestGateway gateway = plain(Habits.GOOD.alone(Duration.ofMillis(1500)));
                ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread echo = new Thread(() -> echo(service));
            echo.setDaemon(true);
            echo.start();
            culvert("connect", gateway.url(), "--tcp", "localhost:" + service.getLocalPort(), "--retry");
            TestCommand client = culvert("connect", gateway.url(), "--listen", "0", "--retry");
            client.untilSaid("listening on");
            Matcher port = Pattern.compile("listening on 127.0.0.1:(\\d+)").matcher(client.said());
            assertThat(port.find()).isTrue();
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
                    byte[] text = ("request " + i).getBytes(StandardCharsets.UTF_8);
                    socket.getOutputStream().write(text);
                    // The service answers only after the end of the request, so that has to cross the tunnel.
                    socket.shutdownOutput();
                    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(text);
                }
            }
        }
    }

    private static void echo(ServerSocket service) {
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
