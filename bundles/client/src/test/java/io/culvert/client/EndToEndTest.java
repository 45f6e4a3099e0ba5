package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.culvert.client.CulvertException.Kind;
import io.culvert.client.TestCa.StatusHabit;
import io.culvert.client.TestGateway.Habits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class EndToEndTest {

    private static final String ALICE = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String BOB = "bbbbbbbb-0000-4000-8000-000000000002";

    @TempDir
    static Path certificates = Path.of("");

    private static TestCertificate certificate = new TestCertificate(Path.of(""), anyContext(), false);

    @TempDir
    private Path folder = Path.of("");

    private final TestCa ca = new TestCa("Test CA");
    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private TestGateway gateway = gateway("ws");

    private static javax.net.ssl.SSLContext anyContext() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.of(certificates, "dns:localhost");
    }

    private static TestGateway gateway(String scheme) {
        try {
            return new TestGateway(scheme, certificate, Habits.GOOD);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void enroll() throws Exception {
        gateway.ca = ca;
        identity("alice", ALICE);
        identity("bob", BOB);
    }

    private void identity(String name, String device) throws Exception {
        KeyPair keys = TestCa.keys();
        TestCa.identity(folder.resolve(name), keys, ca.device(keys.getPublic(), device), List.of(ca.root(1)));
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private void use(String scheme) throws IOException {
        gateway.close();
        gateway = gateway(scheme);
        gateway.ca = ca;
    }

    private CulvertClient.Builder plain() throws Exception {
        return CulvertClient.to(URI.create(gateway.url()))
                .token(() -> TestGateway.TOKEN)
                .nonce("n")
                .trust(Trust.pem(certificate.pem()))
                .timeout(Duration.ofSeconds(10))
                .notices(notices::add);
    }

    private CulvertClient.Builder end(String name, String partner) throws Exception {
        return plain().name(name).endToEnd(folder.resolve(name), partner);
    }

    /** The two ends, or why there is no tunnel for one or both. */
    private record Pair(CompletableFuture<Tunnel> alice, CompletableFuture<Tunnel> bob) {
        Tunnel a() {
            return tunnel(alice);
        }

        Tunnel b() {
            return tunnel(bob);
        }

        private static Tunnel tunnel(CompletableFuture<Tunnel> end) {
            try {
                return end.get(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Pair meet(CulvertClient.Builder alice, CulvertClient.Builder bob) {
        return new Pair(
                async(() -> alice.build().connect()), async(() -> bob.build().connect()));
    }

    private Pair meet() throws Exception {
        return meet(end("alice", BOB), end("bob", ALICE));
    }

    private static <T> CompletableFuture<T> async(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                },
                "test-peer");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static CulvertException refused(CompletableFuture<?> end) {
        Throwable thrown = catchThrowable(() -> end.get(60, TimeUnit.SECONDS));
        while (thrown instanceof ExecutionException) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).isInstanceOf(CulvertException.class);
        return (CulvertException) Objects.requireNonNull(thrown);
    }

    /** The TLS client of TLS 1.3 learns only by its first read that the server does not want it. */
    private static CulvertException unwanted(CompletableFuture<Tunnel> end) {
        return refused(async(() -> end.get(60, TimeUnit.SECONDS).in().read()));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "tcp", "tls"})
    void theGatewaySeesNothingAndEachDirectionEndsByItself(String scheme) throws Exception {
        use(scheme);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        gateway.wiretap = data -> {
            synchronized (seen) {
                seen.writeBytes(data);
            }
        };
        Pair pair = meet();
        assertThat(pair.a().partner()).isEqualTo(new Partner("bob", BOB));
        assertThat(pair.b().partner()).isEqualTo(new Partner("alice", ALICE));
        assertThat(pair.a().certificate())
                .contains(Identity.load(folder.resolve("bob")).certificate());

        pair.a().out().write(text("a question that nobody else may read"));
        pair.a().out().close();
        assertThat(pair.b().in().readAllBytes()).isEqualTo(text("a question that nobody else may read"));
        pair.b().out().write(text("a secret answer"));
        pair.b().out().write(text(", later"));
        pair.b().out().close();
        assertThat(pair.a().in().readAllBytes()).isEqualTo(text("a secret answer, later"));
        pair.a().awaitEnd();
        pair.b().awaitEnd();
        synchronized (seen) {
            assertThat(seen.size()).isGreaterThan(1000);
            assertThat(seen.toString(StandardCharsets.ISO_8859_1)).doesNotContain("question", "secret", "later");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss", "tls"})
    void allOfALotArrivesBothWaysAtOnce(String scheme) throws Exception {
        use(scheme);
        Pair pair = meet();
        int size = 64 * 1024 * 1024;
        CompletableFuture<byte[]> sentThere = async(() -> send(pair.a(), size, 1));
        CompletableFuture<byte[]> sentBack = async(() -> send(pair.b(), size, 2));
        CompletableFuture<byte[]> back = async(() -> digest(pair.a().in()));
        assertThat(digest(pair.b().in())).isEqualTo(sentThere.get(60, TimeUnit.SECONDS));
        assertThat(back.get(60, TimeUnit.SECONDS)).isEqualTo(sentBack.get(1, TimeUnit.SECONDS));
        pair.a().awaitEnd();
        pair.b().awaitEnd();
    }

    private static byte[] send(Tunnel tunnel, int size, long seed) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(seed);
        byte[] noise = new byte[256 * 1024];
        random.nextBytes(noise);
        for (int left = size; left > 0; ) {
            int length = Math.min(left, 1 + random.nextInt(200_000));
            digest.update(noise, 0, length);
            tunnel.out().write(noise, 0, length);
            left -= length;
        }
        tunnel.out().close();
        return digest.digest();
    }

    private static byte[] digest(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] chunk = new byte[50_000];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            digest.update(chunk, 0, n);
        }
        return digest.digest();
    }

    @Test
    void aWriterIsStoppedByAReaderThatDoesNotRead() throws Exception {
        Pair pair = meet();
        CompletableFuture<byte[]> sent = async(() -> send(pair.a(), 64 * 1024 * 1024, 3));
        until(() -> gateway.relayed.get() > 100_000);
        assertThat(sent).isNotDone();
        pair.b().out().write(text("still here"));
        assertThat(pair.a().in().readNBytes(10)).isEqualTo(text("still here"));
        assertThat(digest(pair.b().in())).isEqualTo(sent.get(20, TimeUnit.SECONDS));
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "tls"})
    void aCutTunnelIsNotTakenForAnEnd(String scheme) throws Exception {
        use(scheme);
        Pair pair = meet();
        pair.a().out().write(text("half of it"));
        assertThat(pair.b().in().readNBytes(10)).isEqualTo(text("half of it"));
        pair.a().close();
        assertThatThrownBy(() -> pair.b().in().read()).isInstanceOf(CulvertException.class);
    }

    @Test
    void anEndThatSomebodyOnTheWayMadeUpIsNotTakenForOne() throws Exception {
        Pair pair = meet();
        pair.a().out().write(text("half of it"));
        assertThat(pair.b().in().readNBytes(10)).isEqualTo(text("half of it"));
        gateway.closeAll(1000, "Tunnel client disconnected");
        assertThatThrownBy(() -> pair.b().in().read())
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PARTNER_LOST))
                .hasMessageContaining("goodbye of TLS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "any",
                BOB,
                "BBBBBBBB-0000-4000-8000-000000000002",
                "owner of b",
                "urn:culvert:device:" + BOB,
                "urn:culvert:identity:owner of b"
            })
    void thePartnerMayBeNamedInManyWays(String expected) throws Exception {
        Pair pair = meet(end("alice", expected), end("bob", "any"));
        assertThat(pair.a().partner().uuid()).isEqualTo(BOB);
        assertThat(pair.b().partner().uuid()).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {ALICE, "owner of c", "owner%20of%20b", "urn:culvert:identity:" + BOB})
    void anotherPartnerThanExpectedIsRefused(String expected) throws Exception {
        Pair pair = meet(end("alice", expected), end("bob", "any"));
        CulvertException refused = refused(pair.alice());
        assertThat(refused.kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(refused).hasMessageContaining(BOB).hasMessageContaining("as expected");
        assertThat(unwanted(pair.bob()).kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
    }

    @Test
    void theTlsServerRefusesAsWell() throws Exception {
        Pair pair = meet(end("alice", "any"), end("bob", "somebody else"));
        assertThat(refused(pair.bob())).hasMessageContaining(ALICE);
        CulvertException unwanted = unwanted(pair.alice());
        assertThat(unwanted.kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(unwanted).hasMessageContaining("does not want this end");
    }

    @Test
    void aDeviceOfAnotherAuthorityIsRefused() throws Exception {
        TestCa other = new TestCa("Test CA");
        KeyPair keys = TestCa.keys();
        // It believes ours, and its authority calls itself as ours does.
        TestCa.identity(
                folder.resolve("bob"), keys, other.device(keys.getPublic(), BOB), List.of(ca.root(1), other.root(1)));
        Pair pair = meet();
        assertThat(refused(pair.alice()))
                .hasMessageContaining("no authority that is believed")
                .hasMessageContaining("Test CA G1");
        assertThat(unwanted(pair.bob()).kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
    }

    @Test
    void thisVeryDeviceIsNoPartner() throws Exception {
        identity("bob", ALICE);
        Pair same = meet(end("alice", "any"), end("bob", "any"));
        assertThat(refused(same.alice()).kind()).isEqualTo(Kind.TUNNEL_EXISTS);
        assertThat(refused(same.bob()).kind()).isEqualTo(Kind.TUNNEL_EXISTS);
    }

    @Test
    void thisVeryDeviceIsNoPartnerWhateverTheGatewayCallsIt() throws Exception {
        identity("bob", ALICE);
        gateway.lying = true;
        Pair same = meet(end("alice", "any"), end("bob", "any"));
        CulvertException first = unwanted(same.alice());
        CulvertException second = unwanted(same.bob());
        assertThat(first.kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(second.kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(first.getMessage() + second.getMessage()).contains("this very device");
    }

    @Test
    void anExpiredCertificateOfOnesOwnIsSaidBeforeAnythingElse() throws Exception {
        KeyPair keys = TestCa.keys();
        Instant now = Instant.now();
        var expired = ca.device(
                keys.getPublic(),
                now.minusSeconds(100),
                now.minusSeconds(10),
                TestCa.DEVICE,
                DeviceName.DEVICE + ALICE);
        TestCa.identity(folder.resolve("alice"), keys, expired, List.of(ca.root(1)));
        CulvertException thrown =
                refused(async(() -> end("alice", "any").build().connect()));
        assertThat(thrown.kind()).isEqualTo(Kind.IDENTITY);
        assertThat(thrown).hasMessageContaining("culvert renew");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "purpose", "no device", "two devices"})
    void aCertificateThatIsNotAsItShouldBeIsRefused(String what) throws Exception {
        Instant now = Instant.now();
        KeyPair keys = TestCa.keys();
        String device = DeviceName.DEVICE + BOB;
        var wrong =
                switch (what) {
                    case "expired" ->
                        ca.device(keys.getPublic(), now.minusSeconds(99), now.minusSeconds(9), TestCa.DEVICE, device);
                    case "purpose" ->
                        ca.device(
                                keys.getPublic(),
                                now.minusSeconds(99),
                                now.plusSeconds(99),
                                new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth},
                                device);
                    case "no device" ->
                        ca.device(
                                keys.getPublic(), now.minusSeconds(99), now.plusSeconds(99), TestCa.DEVICE, "urn:x:y");
                    default ->
                        ca.device(
                                keys.getPublic(),
                                now.minusSeconds(99),
                                now.plusSeconds(99),
                                TestCa.DEVICE,
                                device,
                                DeviceName.DEVICE + ALICE);
                };
        var trust = new PartnerTrustManager(
                Identity.load(folder.resolve("alice")),
                List.of(ca.root(1)),
                List.of(),
                new ExpectedPartner("any"),
                certificate -> new byte[0]);
        assertThatThrownBy(() -> trust.checkServerTrusted(new java.security.cert.X509Certificate[] {wrong}, "UNKNOWN"))
                .isInstanceOf(java.security.cert.CertificateException.class)
                .hasMessageContaining(
                        switch (what) {
                            case "expired" -> "NotAfter";
                            case "purpose" -> "extended key usage";
                            case "no device" -> "not the certificate of a device";
                            default -> "two devices";
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void aRevokedPartnerIsRefused(String revoked) throws Exception {
        ca.revoke(Identity.load(folder.resolve(revoked)).certificate());
        Pair pair = meet();
        var partner = revoked.equals("bob") ? pair.alice() : pair.bob();
        var self = revoked.equals("bob") ? pair.bob() : pair.alice();
        assertThat(refused(partner)).hasMessageContaining("was revoked");
        assertThat(unwanted(self)).hasMessageContaining("does not want this end");
    }

    @ParameterizedTest
    @EnumSource(value = StatusHabit.class, mode = EnumSource.Mode.EXCLUDE, names = "GOOD")
    void withoutAFreshWordOfTheAuthorityNobodyIsLetIn(StatusHabit habit) throws Exception {
        ca.status = habit;
        Pair pair = meet();
        assertThat(refused(pair.alice()).kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(unwanted(pair.bob()).kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
    }

    @Test
    void aNewAuthorityIsBelievedByALinkAndKept() throws Exception {
        ca.newGeneration();
        identity("bob", BOB); // by the new one; alice knows only the old one
        TestCa.identity(
                folder.resolve("bob"),
                Identity.load(folder.resolve("bob")).keys(),
                Identity.load(folder.resolve("bob")).certificate(),
                List.of(ca.root(2)));
        // Bob knows only the new one, which does not vouch for the old one.
        Pair pair = meet();
        assertThat(refused(pair.bob())).hasMessageContaining("Test CA G1");
        assertThat(pair.a().partner().uuid()).isEqualTo(BOB);
        assertThat(Identity.load(folder.resolve("alice")).roots()).containsExactly(ca.root(2), ca.root(1));
        assertThat(notices).anyMatch(notice -> notice.contains("alice") && notice.contains("are new"));
        assertThat(notices).anyMatch(notice -> notice.contains("not believed") && notice.contains("Test CA G1"));
    }

    @Test
    void anAuthorityWithoutALinkIsNotBelieved() throws Exception {
        ca.newGeneration(false, Duration.ofDays(100));
        identity("bob", BOB);
        Pair pair = meet();
        assertThat(refused(pair.alice())).hasMessageContaining("no authority that is believed");
        assertThat(Identity.load(folder.resolve("alice")).roots()).containsExactly(ca.root(1));
        assertThat(notices).anyMatch(notice -> notice.contains("not believed") && notice.contains("Test CA G2"));
    }

    @Test
    void anExpiredAuthorityIsDropped() throws Exception {
        TestCa brief = new TestCa("Test CA");
        var expired = brief.newGeneration(false, Duration.ofMinutes(-1));
        Identity alice = Identity.load(folder.resolve("alice"));
        TestCa.identity(folder.resolve("alice"), alice.keys(), alice.certificate(), List.of(ca.root(1), expired));
        assertThat(meet().a().partner().uuid()).isEqualTo(BOB);
        assertThat(Identity.load(folder.resolve("alice")).roots()).containsExactly(ca.root(1));
    }

    @Test
    void aReadOnlyFolderIsNoReasonNotToConnect() throws Exception {
        ca.newGeneration();
        // Root may write everywhere, but not into what is no folder.
        Path set = new IdentityFolder(folder.resolve("alice")).current();
        Files.createDirectory(set.resolve("trust.pem.tmp"));
        Files.writeString(set.resolve("trust.pem.tmp").resolve("x"), "");
        assertThat(meet().a().partner().uuid()).isEqualTo(BOB);
        assertThat(notices).anyMatch(notice -> notice.contains("cannot be kept"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void aPartnerThatSpeaksPlainlyIsRefusedAndGetsNothing(String careful) throws Exception {
        String other = careful.equals("alice") ? BOB : ALICE;
        CompletableFuture<Tunnel> end = async(() -> end(careful, "any").build().connect());
        Tunnel plain = plain().uuid(other).build().connect();
        plain.out().write(text("SSH-2.0-something\r\n"));
        CulvertException refused = refused(end);
        assertThat(refused.kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(refused).hasMessageContaining("does not speak TLS").hasMessageContaining("--e2e");
        plain.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void aPartnerThatIsSilentIsNotWaitedForForEver(String careful) throws Exception {
        UnaryOperator<CulvertClient.Builder> hasty = builder -> builder.timeout(Duration.ofMillis(700));
        String other = careful.equals("alice") ? BOB : ALICE;
        CompletableFuture<Tunnel> end =
                async(() -> hasty.apply(end(careful, "any")).build().connect());
        Tunnel plain = plain().uuid(other).build().connect();
        CulvertException refused = refused(end);
        assertThat(refused.kind()).isEqualTo(Kind.PARTNER_UNTRUSTED);
        assertThat(refused).hasMessageContaining("--e2e");
        plain.close();
    }

    @Test
    void aPartnerThatEndsAtOnceIsExplained() throws Exception {
        CompletableFuture<Tunnel> end = async(() -> end("bob", "any").build().connect());
        Tunnel plain = plain().uuid(ALICE).build().connect();
        plain.out().close();
        assertThat(refused(end)).hasMessageContaining("--e2e");
        plain.close();
    }

    @Test
    void aRenewedIdentityIsUsedForTheNextConnection() throws Exception {
        CulvertClient alice = end("alice", BOB).build();
        CulvertClient bob = end("bob", ALICE).build();
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Tunnel> one = async(alice::connect);
            Tunnel other = bob.connect();
            assertThat(other.certificate())
                    .contains(Identity.load(folder.resolve("alice")).certificate());
            one.get(20, TimeUnit.SECONDS).close();
            other.close();
            new Enrollment(plain().build(), folder.resolve("alice")).renew(false);
        }
    }
}
