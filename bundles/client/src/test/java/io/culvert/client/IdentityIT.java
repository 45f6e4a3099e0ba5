package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.culvert.api.tls.TestAuthority;
import io.culvert.client.CulvertException.Kind;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Enrols, renews and connects from end to end as the command's user does. */
@Timeout(180)
class IdentityIT {

    private static final String ALICE = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String BOB = "bbbbbbbb-0000-4000-8000-000000000002";

    @TempDir
    private Path folder = Path.of("");

    private final TestCa ca = new TestCa("Test CA");
    private final Map<String, String> environment = new HashMap<>();
    private final List<TestCommand> started = new ArrayList<>();

    @BeforeEach
    void set() {
        environment.put("CULVERT_TOKEN", TestGateway.TOKEN);
        environment.put("CULVERT_JAVA_OPTS", "-Xmx24m");
    }

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(command -> command.process.destroyForcibly());
    }

    private TestCommand culvert(String... arguments) throws IOException {
        TestCommand command = TestCommand.start(environment, arguments);
        started.add(command);
        return command;
    }

    private TestGateway gateway(String scheme) throws IOException {
        return gateway(scheme, TestCertificate.of(folder, "dns:localhost"), 0);
    }

    private TestGateway gateway(String scheme, TestCertificate certificate, int port) throws IOException {
        TestGateway gateway = new TestGateway(scheme, certificate, Habits.GOOD, port);
        gateway.ca = ca;
        return gateway;
    }

    private String identity(String name, String device) throws Exception {
        KeyPair keys = TestCa.keys();
        TestCa.identity(folder.resolve(name), keys, ca.device(keys.getPublic(), device), List.of(ca.root(1)));
        return folder.resolve(name).toString();
    }

    private static void until(Callable<Boolean> condition, TestCommand command) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(command.said()).isLessThan(deadline);
            command.process.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void aMachineEnrolsAndRenewsWithoutArguments() throws Exception {
        environment.put("XDG_CONFIG_HOME", folder.toString());
        Path identity = folder.resolve("culvert");
        try (TestGateway gateway = gateway("wss")) {
            String[] enroll = {
                "enroll", gateway.url(), "--ca", gateway.pem().toString(), "--uuid", ALICE, "--key", "ed25519"
            };
            TestCommand first = culvert(enroll);
            assertThat(first.exit()).as(first.said()).isZero();
            assertThat(first.said())
                    .contains(ALICE, "owner of a", Trust.fingerprint(ca.root(1)), identity.toString(), "renew --loop");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity.resolve("key.pem"))))
                    .isEqualTo("rw-------");

            TestCommand again = culvert(enroll);
            assertThat(again.exit()).isEqualTo(12);
            assertThat(again.said()).contains("already", "--force");

            X509Certificate before = Identity.load(identity).certificate();
            ca.newGeneration();
            TestCommand renew = culvert("renew");
            assertThat(renew.exit()).as(renew.said()).isZero();
            assertThat(renew.said())
                    .contains("renewed device " + ALICE, "new authority", Trust.fingerprint(ca.root(2)));
            assertThat(Identity.load(identity).certificate()).isNotEqualTo(before);

            Files.setPosixFilePermissions(
                    identity.resolve("key.pem").toRealPath(), PosixFilePermissions.fromString("rw-r--r--"));
            TestCommand kept = culvert("renew", "--keep-key");
            assertThat(kept.exit()).isZero();
            assertThat(kept.said()).contains("can read the private key");

            Path env = Files.writeString(
                    folder.resolve("culvert.env"),
                    "CULVERT_IDENTITY=other\nCULVERT_URL=" + gateway.url() + "\nCULVERT_CA=" + gateway.pem() + "\n");
            assertThat(culvert("enroll", "--env", env.toString()).exit()).isZero();
            assertThat(Identity.load(folder.resolve("other")).device()).isNotEqualTo(ALICE);
        }
    }

    @Test
    void whatGoesWrongHasACodeOfItsOwn() throws Exception {
        String nowhere = folder.resolve("nowhere").toString();
        try (TestGateway gateway = gateway("ws")) {
            String[] enroll = {"enroll", gateway.url(), "--identity", nowhere};
            assertThat(culvert(and(enroll, "--key", "rsa-9")).exit()).isEqualTo(2);
            assertThat(culvert(and(enroll, "--uuid", "me")).exit()).isEqualTo(2);
            ca.refusal = "token-used-up";
            assertThat(culvert(enroll).exit()).isEqualTo(3);
            ca.refusal = "weak-key";
            TestCommand weak = culvert(enroll);
            assertThat(weak.exit()).isEqualTo(11);
            assertThat(weak.said()).contains("(weak-key): Because.");
            Path file = Files.writeString(folder.resolve("file"), "");
            assertThat(culvert("enroll", gateway.url(), "--identity", file.toString())
                            .exit())
                    .isEqualTo(12);
            TestCommand none = culvert("renew", "--identity", nowhere);
            assertThat(none.exit()).isEqualTo(12);
            assertThat(none.said()).contains("There is no identity", "culvert enroll");
            String alice = identity("alice", ALICE);
            String[] connect = {"connect", gateway.url(), "--stdio", "--identity", alice};
            assertThat(culvert(and(connect, "--e2e")).exit()).isEqualTo(2);
            assertThat(culvert(and(connect, "--peer", BOB)).exit()).isEqualTo(2);
            assertThat(culvert(and(connect, "--e2e", "--peer", BOB, "--uuid", ALICE))
                            .exit())
                    .isEqualTo(2);
            assertThat(culvert("connect", gateway.url(), "--stdio", "--e2e", "--peer", BOB, "--identity", nowhere)
                            .exit())
                    .isEqualTo(12);
        }
        assertThat(culvert("enroll", "ws://localhost:1", "--identity", nowhere).exit())
                .isEqualTo(6);
    }

    private static String[] and(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

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

    @Test
    void theLoopRenewsOutlivesAGatewayThatIsAwayAndEndsWhenRevoked() throws Exception {
        ca.age = Duration.ofSeconds(3);
        ca.life = Duration.ofSeconds(3);
        String identity = identity("alice", ALICE);
        TestCertificate certificate = TestCertificate.of(folder, "dns:localhost");
        TestGateway gateway = gateway("ws", certificate, 0);
        int port = gateway.port();
        TestCommand loop = culvert("renew", gateway.url(), "--loop", "--identity", identity);
        until(() -> ca.issued.size() >= 3, loop);
        gateway.close();
        loop.untilSaid("not renewed");
        until(() -> !Identity.load(Path.of(identity)).validAt(Instant.now()), loop);
        int before = ca.issued.size();
        gateway = gateway("ws", certificate, port);
        until(() -> ca.issued.size() > before, loop);
        ca.refusal = "too-often";
        loop.untilSaid("too-often");
        ca.refusal = "revoked";
        assertThat(loop.exit()).isEqualTo(11);
        assertThat(loop.said()).contains("(revoked)", "to be renewed at");
        gateway.close();
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

    /** Renews, or enrols anew, one after the other, until it is killed. */
    static final class Restless {
        private Restless() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[1]);
            Enrollment enrollment = new Enrollment(
                    CulvertClient.to(URI.create(arguments[0]))
                            .token(() -> TestGateway.TOKEN)
                            .build(),
                    folder);
            for (int i = 0; ; i++) {
                System.out.println("done");
                if (i % 5 == 0) {
                    enrollment.enroll(new Enrollment.Wish(ALICE, KeyKind.EC_P256, true, null));
                } else {
                    enrollment.renew(i % 5 == 1);
                }
            }
        }
    }

    @Test
    void whoeverIsKilledLeavesAKeyWithItsCertificate() throws Exception {
        Random random = new Random();
        int whole = 0;
        try (TestGateway gateway = gateway("ws")) {
            Path identity = folder.resolve("fresh0");
            for (int round = 0; round < 36; round++) {
                boolean enrolled = Files.exists(identity.resolve("current"));
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                Restless.class.getName(),
                                gateway.url(),
                                identity.toString())
                        .redirectErrorStream(true)
                        .start();
                // Somewhere in its next step, which takes some ten milliseconds.
                for (int done = -1; done < round % 6; done++) {
                    assertThat(process.getInputStream().readNBytes(5))
                            .isEqualTo("done\n".getBytes(StandardCharsets.UTF_8));
                }
                process.waitFor(random.nextInt(50), TimeUnit.MILLISECONDS);
                process.destroyForcibly().waitFor();
                if (enrolled || Files.exists(identity.resolve("current"))) {
                    whole++;
                    Identity.load(identity);
                    assertThat(TestAuthority.openssl(
                                    "pkey", "-in", identity.resolve("key.pem").toString(), "-pubout"))
                            .isEqualTo(TestAuthority.openssl(
                                    "x509",
                                    "-in",
                                    identity.resolve("certificate.pem").toString(),
                                    "-noout",
                                    "-pubkey"));
                } else {
                    Path empty = identity;
                    CulvertException none = catchThrowableOfType(CulvertException.class, () -> Identity.load(empty));
                    assertThat(none.kind()).isEqualTo(Kind.IDENTITY);
                }
                if (round % 4 == 3) {
                    identity = folder.resolve("fresh" + round);
                }
            }
            assertThat(whole).isGreaterThan(20);
            Path last = folder.resolve("fresh3");
            new Enrollment(
                            CulvertClient.to(URI.create(gateway.url()))
                                    .token(() -> TestGateway.TOKEN)
                                    .build(),
                            last)
                    .enroll(new Enrollment.Wish(null, KeyKind.EC_P256, true, null));
            try (Stream<Path> files = Files.list(last)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .filteredOn(name -> name.startsWith("set-") || name.endsWith(".tmp"))
                        .hasSize(1);
            }
        }
    }
}
