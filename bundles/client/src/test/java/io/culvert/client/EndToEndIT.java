package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.client.TestGateway.Habits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connects from end to end as the command's user does. */
@Timeout(180)
class EndToEndIT extends IdentityCommands {

    @Test
    void aLargeFileCrossesASmallHeapBothWaysAtOnce() throws Exception {
        bothWays("wss");
    }

    /** Both ends change their keys while both send, each waiting until the other reads. */
    @Test
    void keysChangeWhileBothSend() throws Exception {
        changeKeysAfter("2^20");
        bothWays("ws");
    }

    private void changeKeysAfter(String bytes) throws IOException {
        Path security = Files.writeString(
                folder.resolve("security"), "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate " + bytes + "\n");
        environment.put("CULVERT_JAVA_OPTS", "-Xmx24m -Djava.security.properties=" + security);
    }

    private void bothWays(String scheme) throws Exception {
        long size = 64L * 1024 * 1024;
        try (TestGateway gateway = gateway(scheme)) {
            TestCommand alice = end(gateway, "alice", ALICE, BOB);
            TestCommand bob = end(gateway, "bob", BOB, "owner of a");
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            MessageDigest back = MessageDigest.getInstance("SHA-256");
            MessageDigest there = MessageDigest.getInstance("SHA-256");
            MessageDigest here = MessageDigest.getInstance("SHA-256");
            List<Thread> threads = List.of(
                    new Thread(() -> feed(alice.stdin(), size, sent)),
                    new Thread(() -> feed(bob.stdin(), size, back)),
                    new Thread(() -> drain(alice.stdout(), here)));
            threads.forEach(Thread::start);
            drain(bob.stdout(), there);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(alice.exit()).as(alice.said()).isZero();
            assertThat(bob.exit()).as(bob.said()).isZero();
            assertThat(there.digest()).isEqualTo(sent.digest());
            assertThat(here.digest()).isEqualTo(back.digest());
        }
    }

    private TestCommand end(TestGateway gateway, String name, String device, String peer) throws Exception {
        String[] connect = {"connect", gateway.url(), "--stdio", "-v", "--e2e", "--identity", identity(name, device)};
        String[] toPeer = and(connect, "--peer", peer);
        return culvert(
                gateway.url().startsWith("wss") || gateway.url().startsWith("tls")
                        ? and(toPeer, "--ca", gateway.pem().toString())
                        : toPeer);
    }

    private static void feed(OutputStream to, long size, MessageDigest digest) {
        byte[] chunk = new byte[64 * 1024];
        new Random(size).nextBytes(chunk);
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

    private static void drain(InputStream from, MessageDigest digest) {
        byte[] chunk = new byte[64 * 1024];
        try {
            for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneDirectionAloneChangesItsKeys(boolean otherHasEnded) throws Exception {
        changeKeysAfter("2^18");
        long size = 16L * 1024 * 1024;
        try (TestGateway gateway = gateway("tcp")) {
            TestCommand alice = end(gateway, "alice", ALICE, BOB);
            TestCommand bob = end(gateway, "bob", BOB, ALICE);
            if (otherHasEnded) {
                bob.stdin().close();
                assertThat(alice.stdout().read()).isEqualTo(-1);
            }
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            MessageDigest there = MessageDigest.getInstance("SHA-256");
            Thread feeder = new Thread(() -> feed(alice.stdin(), size, sent));
            feeder.start();
            drain(bob.stdout(), there);
            feeder.join();
            if (!otherHasEnded) {
                bob.stdin().write("thank you".getBytes(StandardCharsets.UTF_8));
                bob.stdin().close();
                assertThat(alice.stdout().readAllBytes()).isEqualTo("thank you".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(alice.exit()).as(alice.said()).isZero();
            assertThat(bob.exit()).as(bob.said()).isZero();
            assertThat(there.digest()).isEqualTo(sent.digest());
        }
    }

    @Test
    void anotherPartnerIsTenAndAKilledOneSeven() throws Exception {
        try (TestGateway gateway = gateway("tls")) {
            TestCommand alice = end(gateway, "alice", ALICE, "owner of c");
            TestCommand bob = end(gateway, "bob", BOB, ALICE);
            assertThat(alice.exit()).isEqualTo(10);
            assertThat(bob.exit()).isEqualTo(10);
            assertThat(alice.said()).contains(BOB, "as expected");

            alice = end(gateway, "alice", ALICE, "any");
            bob = end(gateway, "bob", BOB, ALICE);
            alice.untilSaid("end to end with device " + BOB);
            bob.untilSaid("end to end with device " + ALICE);
            bob.process.descendants().forEach(ProcessHandle::destroyForcibly);
            bob.process.destroyForcibly();
            assertThat(alice.exit()).isEqualTo(7);
        }
    }

    @Test
    void aDeviceServesOnePartnerAfterTheOtherAndIsNotDisturbedByStrangers() throws Exception {
        try (TestGateway gateway = gateway("ws");
                ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread echo = new Thread(() -> echo(service));
            echo.setDaemon(true);
            echo.start();
            TestCommand device = culvert(
                    "connect",
                    gateway.url(),
                    "--tcp",
                    "localhost:" + service.getLocalPort(),
                    "--retry",
                    "--e2e",
                    "--peer",
                    BOB,
                    "--identity",
                    identity("alice", ALICE));
            TestCommand stranger = end(gateway.url(), "stranger", "cccccccc-0000-4000-8000-000000000003");
            assertThat(stranger.exit()).isEqualTo(10);
            TestCommand client = culvert(
                    "connect",
                    gateway.url(),
                    "--listen",
                    "0",
                    "--retry",
                    "--e2e",
                    "--peer",
                    ALICE,
                    "--identity",
                    identity("bob", BOB));
            client.untilSaid("listening on");
            Matcher port = Pattern.compile("listening on 127.0.0.1:(\\d+)").matcher(client.said());
            assertThat(port.find()).isTrue();
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
                    byte[] text = ("request " + i).getBytes(StandardCharsets.UTF_8);
                    socket.getOutputStream().write(text);
                    socket.shutdownOutput();
                    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(text);
                }
            }
            assertThat(device.said()).contains("as expected", "trying again");
        }
    }

    private TestCommand end(String url, String name, String device) throws Exception {
        return culvert("connect", url, "--stdio", "--e2e", "--peer", "any", "--identity", identity(name, device));
    }

    @Test
    void aRenewedCertificateIsShownToTheGatewayByARunningCommand() throws Exception {
        String identity = identity("alice", ALICE);
        TestCertificate mutual = TestCertificate.of(folder, "dns:localhost", ca.root(1));
        try (TestGateway gateway = new TestGateway("wss", mutual, Habits.GOOD.alone(Duration.ofMillis(300)));
                TestGateway plain = gateway("ws")) {
            TestCommand command = culvert(
                    "connect",
                    gateway.url(),
                    "--ca",
                    gateway.pem().toString(),
                    "--identity",
                    identity,
                    "--tcp",
                    "localhost:1",
                    "--retry");
            X509Certificate first = Identity.load(Path.of(identity)).certificate();
            until(() -> shown(gateway).contains(first), command);
            X509Certificate second = new Enrollment(
                            CulvertClient.to(URI.create(plain.url())).build(), Path.of(identity))
                    .renew(false)
                    .certificate();
            until(() -> shown(gateway).contains(second), command);
        }
    }

    private static List<X509Certificate> shown(TestGateway gateway) throws IOException {
        List<X509Certificate> shown = new ArrayList<>();
        for (TestPeer peer : gateway.peers) {
            shown.add((X509Certificate) ((SSLSocket) peer.socket).getSession().getPeerCertificates()[0]);
        }
        return shown;
    }

    /** Those of the document, with this gateway, these files and ports in place of its. */
    @Test
    void theDocumentsExamplesWork() throws Exception {
        ca.owner = "alice";
        Path settings = Files.createDirectories(folder.resolve("settings"));
        List<String> lines = Files.readString(Path.of("../../docs/client.md"))
                .lines()
                .dropWhile(line -> !line.equals("## From end to end"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("    culvert ") && !line.contains("["))
                .map(line -> line.strip().substring("culvert ".length()))
                .toList();
        assertThat(lines).hasSize(4);
        Files.writeString(folder.resolve("token"), TestGateway.TOKEN);
        try (TestGateway gateway = gateway("wss");
                ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Files.copy(gateway.pem(), folder.resolve("gateway.pem"));
            Thread echo = new Thread(() -> echo(service));
            echo.setDaemon(true);
            echo.start();
            environment.put("CULVERT_TOKEN", "none of this gateway's");
            environment.put("XDG_CONFIG_HOME", settings.toString());
            TestCommand enroll = example(lines.get(0), gateway, service);
            assertThat(enroll.exit()).as(enroll.said()).isZero();
            example(lines.get(1), gateway, service).untilSaid("to be renewed at");
            example(lines.get(2), gateway, service);
            // The other machine has an identity of its own.
            environment.put(
                    "XDG_CONFIG_HOME",
                    Files.createDirectories(folder.resolve("elsewhere")).toString());
            assertThat(example(lines.get(0), gateway, service).exit()).isZero();
            TestCommand client = example(lines.get(3), gateway, service);
            client.untilSaid("listening on");
            Matcher port = Pattern.compile("listening on 127.0.0.1:(\\d+)").matcher(client.said());
            assertThat(port.find()).isTrue();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes())
                        .as(client.said())
                        .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private TestCommand example(String line, TestGateway gateway, ServerSocket service) throws IOException {
        String here = line.replace("wss://gw.example:8443", gateway.url())
                .replace("localhost:22", "localhost:" + service.getLocalPort())
                .replace("--listen 2222", "--listen 0");
        TestCommand command = TestCommand.start(folder, environment, here.split(" ", -1));
        started.add(command);
        return command;
    }
}
