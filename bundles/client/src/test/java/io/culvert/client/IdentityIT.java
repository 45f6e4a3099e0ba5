package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.culvert.api.tls.TestAuthority;
import io.culvert.client.CulvertException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Enrols and renews as the command's user does. */
@Timeout(180)
class IdentityIT extends IdentityCommands {

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
