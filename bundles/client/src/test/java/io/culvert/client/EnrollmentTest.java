package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.culvert.api.tls.TestAuthority;
import io.culvert.client.CulvertException.Kind;
import io.culvert.client.TestGateway.Habits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EnrollmentTest {

    private static final String DEVICE = "0a0b0c0d-0000-4000-8000-000000000001";

    @TempDir
    private Path scratch = Path.of("");

    private Path folder = Path.of("");
    private final TestCa ca = new TestCa("Test CA");
    private final List<String> notices = new ArrayList<>();
    private TestGateway gateway = gateway("ws");

    private static TestGateway gateway(String scheme) {
        try {
            return new TestGateway(scheme, null, Habits.GOOD);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void prepare() {
        folder = scratch.resolve("deep").resolve("identity");
        gateway.ca = ca;
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Enrollment enrollment() {
        return new Enrollment(
                CulvertClient.to(URI.create(gateway.url()))
                        .token(() -> TestGateway.TOKEN)
                        .notices(notices::add)
                        .build(),
                folder);
    }

    private static Enrollment.Wish wish(KeyKind key) {
        return new Enrollment.Wish(DEVICE, key, false, null);
    }

    private Identity enrolled() throws IOException {
        return enrollment().enroll(wish(KeyKind.EC_P256));
    }

    private static Kind kindOf(ThrowingCallable call) {
        CulvertException thrown = catchThrowableOfType(CulvertException.class, call);
        assertThat(thrown).isNotNull();
        return thrown.kind();
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void theKeyIsMadeHereAndFitsTheCertificateForOthers(KeyKind kind) throws Exception {
        Identity identity = enrollment().enroll(wish(kind));
        assertThat(identity.device()).isEqualTo(DEVICE);
        assertThat(identity.owner()).isEqualTo("owner of 0");
        assertThat(identity.gateway()).isEqualTo(URI.create(gateway.url()));
        assertThat(identity.roots()).containsExactly(ca.root(1));
        assertThat(KeyKind.of(identity.certificate().getPublicKey())).isEqualTo(kind);
        checkAsOthersDo();
        Identity renewed = enrollment().renew(false);
        assertThat(KeyKind.of(renewed.certificate().getPublicKey())).isEqualTo(kind);
        checkAsOthersDo();
    }

    private void checkAsOthersDo() {
        assertThat(TestAuthority.openssl(
                        "pkey", "-in", folder.resolve("key.pem").toString(), "-pubout"))
                .isEqualTo(TestAuthority.openssl(
                        "x509", "-in", folder.resolve("certificate.pem").toString(), "-noout", "-pubkey"));
        assertThat(TestAuthority.openssl(
                        "verify",
                        "-x509_strict",
                        "-CAfile",
                        folder.resolve("trust.pem").toString(),
                        "-untrusted",
                        folder.resolve("certificate.pem").toString(),
                        folder.resolve("certificate.pem").toString()))
                .contains("OK");
    }

    @Test
    void nobodyElseCanLookIntoTheFolder() throws Exception {
        enrolled();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                if (!file.getFileName().toString().equals("lock")) {
                    assertThat(permissions).as(file.toString()).endsWith("------");
                }
            }
        }
    }

    @Test
    void anIdentityIsReplacedOnlyWhenThatIsWanted() throws Exception {
        Identity first = enrolled();
        assertThat(kindOf(this::enrolled)).isEqualTo(Kind.IDENTITY);
        assertThat(Identity.load(folder).certificate()).isEqualTo(first.certificate());
        assertThat(ca.issued).hasSize(1);
        Identity second = enrollment().enroll(new Enrollment.Wish(null, KeyKind.ED25519, true, null));
        assertThat(second.device()).isEqualTo(DEVICE);
        assertThat(second.certificate()).isNotEqualTo(first.certificate());
    }

    @Test
    void aRandomDeviceStaysTheSame() throws Exception {
        ca.refusal = "unavailable";
        Enrollment.Wish wish = new Enrollment.Wish(null, KeyKind.EC_P256, true, null);
        assertThat(kindOf(() -> enrollment().enroll(wish))).isEqualTo(Kind.CERTIFICATE_DELAYED);
        String device = Files.readString(folder.resolve("uuid")).strip();
        ca.refusal = "";
        assertThat(enrollment().enroll(wish).device()).isEqualTo(device);
        assertThat(enrollment().enroll(wish).device()).isEqualTo(device);
    }

    @ParameterizedTest
    @CsvSource({
        "not-authenticated,REFUSED",
        "token-used-up,REFUSED",
        "weak-key,CERTIFICATE_REFUSED",
        "revoked,CERTIFICATE_REFUSED",
        "expired,CERTIFICATE_REFUSED",
        "foreign-device,CERTIFICATE_REFUSED",
        "too-often,CERTIFICATE_DELAYED",
        "unavailable,CERTIFICATE_DELAYED"
    })
    void aRefusalIsExplainedAndLeavesNothingBehind(String reason, Kind kind) throws Exception {
        ca.refusal = reason;
        assertThat(kindOf(this::enrolled)).isEqualTo(kind);
        assertThat(folder).isDirectoryNotContaining("glob:**/set-*");
        assertThat(kindOf(() -> Identity.load(folder))).isEqualTo(Kind.IDENTITY);
        ca.refusal = "";
        Identity identity = enrolled();
        ca.refusal = reason;
        assertThat(kindOf(() -> enrollment().renew(false))).isEqualTo(kind);
        assertThat(Identity.load(folder).certificate()).isEqualTo(identity.certificate());
        checkAsOthersDo();
    }

    @Test
    void aGatewayWithoutAnAuthorityIsExplained() throws Exception {
        ca.missing = true;
        assertThat(kindOf(this::enrolled)).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void whatTheGatewayMadeForAnotherKeyOrDeviceIsNotKept() throws Exception {
        ca.wrongKey = true;
        assertThat(kindOf(this::enrolled)).isEqualTo(Kind.PROTOCOL);
        ca.wrongKey = false;
        ca.wrongDevice = true;
        assertThat(kindOf(this::enrolled)).isEqualTo(Kind.PROTOCOL);
        ca.wrongDevice = false;
        ca.life = Duration.ofMinutes(-1);
        assertThat(kindOf(this::enrolled)).isEqualTo(Kind.PROTOCOL);
        assertThat(kindOf(() -> Identity.load(folder))).isEqualTo(Kind.IDENTITY);
    }

    @Test
    void aFolderThatCannotBeWrittenIsKnownBeforeTheTokenIsSpent() throws Exception {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "not a folder");
        assertThat(kindOf(this::enrolled)).isEqualTo(Kind.IDENTITY);
        assertThat(ca.calls).isEmpty();
    }

    @Test
    void theKeyIsKeptWhenThatIsWanted() throws Exception {
        Identity first = enrolled();
        Identity second = enrollment().renew(true);
        assertThat(second.certificate()).isNotEqualTo(first.certificate());
        assertThat(second.certificate().getPublicKey())
                .isEqualTo(first.certificate().getPublicKey());
        Identity third = enrollment().renew(false);
        assertThat(third.certificate().getPublicKey())
                .isNotEqualTo(first.certificate().getPublicKey());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("set-")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "tcp"})
    void anExpiredCertificateIsRenewed(String scheme) throws Exception {
        gateway.close();
        gateway = gateway(scheme);
        gateway.ca = ca;
        var keys = TestIssuer.keys();
        var now = java.time.Instant.now();
        TestCa.identity(
                folder,
                keys,
                ca.device(
                        keys.getPublic(),
                        now.minus(Duration.ofDays(2)),
                        now.minus(Duration.ofDays(1)),
                        TestCa.DEVICE,
                        DeviceName.DEVICE + DEVICE),
                List.of(ca.root(1)));
        Identity renewed = enrollment().renew(false);
        assertThat(renewed.validAt(now.plusSeconds(60))).isTrue();
        assertThat(renewed.device()).isEqualTo(DEVICE);
    }

    @Test
    void aNewAuthorityIsBelievedByTheWordOfAnOldOneAndOthersAreNot() throws Exception {
        enrolled();
        ca.newGeneration();
        ca.newGeneration();
        Identity renewed = enrollment().renew(false);
        assertThat(renewed.roots()).containsExactly(ca.root(3), ca.root(2), ca.root(1));
        assertThat(notices).isEmpty();
        checkAsOthersDo();

        ca.newGeneration(false, Duration.ofDays(100));
        // Its certificates lead to nobody that is believed, so this is no renewal.
        assertThat(kindOf(() -> enrollment().renew(false))).isEqualTo(Kind.PROTOCOL);
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("not believed", "Test CA G4", Trust.fingerprint(ca.root(4)));
        assertThat(Identity.load(folder).roots()).containsExactly(ca.root(3), ca.root(2), ca.root(1));
    }

    @Test
    void theGatewaysOwnCertificateMayBeOfItsOwnAuthorityButNeverADevices() throws Exception {
        enrolled();
        ca.newGeneration(); // whose link the gateway sends
        try (TestGateway own = new TestGateway("wss", ca.server(scratch), Habits.GOOD)) {
            own.ca = ca;
            assertThat(byIdentity(own).renew(false).roots()).containsExactly(ca.root(2), ca.root(1));
        }
        // A device whose common name is that of the gateway's host.
        var keys = TestIssuer.keys();
        var impostor = ca.device(keys.getPublic(), DEVICE);
        assertThat(impostor.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        try (TestGateway wrong = new TestGateway("wss", ca.server(scratch, keys, impostor), Habits.GOOD)) {
            wrong.ca = ca;
            CulvertException thrown = catchThrowableOfType(
                    CulvertException.class, () -> byIdentity(wrong).renew(false));
            assertThat(thrown.kind()).isEqualTo(Kind.UNTRUSTED);
            assertThat(thrown).hasMessageContaining("certificate of a device");
        }
    }

    private Enrollment byIdentity(TestGateway which) throws Exception {
        Identity identity = Identity.load(folder);
        return new Enrollment(
                CulvertClient.to(URI.create(which.url()))
                        .trust(Trust.of(identity, OwnCertificate.of(identity)))
                        .build(),
                folder);
    }

    @Test
    void twoDoNotWorkOnOneFolder() throws Exception {
        enrolled();
        try (IdentityFolder.Turn turn = new IdentityFolder(folder).turn().orElseThrow()) {
            assertThat(turn).isNotNull();
            assertThat(kindOf(() -> enrollment().renew(false))).isEqualTo(Kind.IDENTITY);
        }
        enrollment().renew(false);
    }

    @Test
    void aKeyThatIsNotThatOfTheCertificateIsNoticed() throws Exception {
        Identity identity = enrolled();
        Files.writeString(
                folder.resolve("key.pem"),
                Pem.block("PRIVATE KEY", TestIssuer.keys().getPrivate().getEncoded()));
        CulvertException thrown = catchThrowableOfType(CulvertException.class, () -> Identity.load(folder));
        assertThat(thrown).hasMessageContaining("key.pem is not the key of certificate.pem");
        assertThat(identity.keys().getPrivate()).isNotNull();
    }
}
