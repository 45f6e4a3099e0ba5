package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RevocationReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a certificate, and who does not. */
@SuppressWarnings("NullAway.Init") // each test gets its own
class IssuingTest {

    private static final UUID DEVICE = UUID.fromString("6f1d1f60-3c40-4c1b-9a6e-3f6b7c8d9e01");

    @TempDir
    private Path folder;

    private Premises premises;
    private final KeyPair key = Premises.key();

    @BeforeEach
    void open() {
        premises = new Premises(folder, Map.of("limit.certificates", 5, "limit.per.hour", 20));
    }

    @AfterEach
    void close() {
        premises.close();
    }

    private static void assertRefused(Issuance outcome, Refusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Issuance.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.explanation()).isNotBlank();
        });
    }

    private List<String> audit() throws Exception {
        return Files.readAllLines(folder.resolve("audit.log"));
    }

    @Test
    void whoHasATokenGetsACertificateOfHisIdentityAndDevice() throws Exception {
        Issuance.Issued issued = premises.enrolled("alice", DEVICE, key);

        X509Certificate certificate = issued.certificate();
        assertThat(certificate.getPublicKey()).isEqualTo(key.getPublic());
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder("urn:culvert:device:" + DEVICE, "urn:culvert:identity:alice");
        CertificateInfo info = issued.info();
        assertThat(info.serial()).isEqualTo(certificate.getSerialNumber().toString(16));
        assertThat(premises.authority().register.find(info.serial())).contains(info);
        assertThat(premises.authority().certificate(info.serial()).orElseThrow().certificate())
                .isEqualTo(certificate);
        assertThat(audit())
                .last()
                .asString()
                .contains("\"issued\"", "\"alice\"", DEVICE.toString(), info.serial(), "192.0.2.1");
    }

    @Test
    void whoDoesNotSayWhichDeviceItIsGetsThatOfItsIdentity() throws Exception {
        String token = premises.authentication.token("alice");
        Issuance.Issued first = Premises.issued(premises.enroll(token, (UUID) null, Premises.request(key)));
        Issuance.Issued second = Premises.issued(premises.enroll(token, (UUID) null, Premises.request(Premises.key())));
        assertThat(first.info().device()).isEqualTo(second.info().device());
        assertThat(UUID.fromString(first.info().device()).version()).isEqualTo(5);
    }

    @Test
    void noDevicePosesAsAHostByItsName() throws Exception {
        String token = premises.authentication.token("alice");
        for (String host : List.of("gateway.example", "127.0.0.1", "*", "localhost", "::1", "x".repeat(80))) {
            Issuance.Issued issued =
                    Premises.issued(premises.enroll(token, (String) null, host, Premises.request(Premises.key())));
            String name = DeviceNames.commonNameOf(issued.certificate());
            assertThat(name).endsWith(" (device)").hasSizeLessThanOrEqualTo(64);
            premises.authority()
                    .administration
                    .revoke(
                            new RevocationTarget.Certificate(issued.info().serial()),
                            RevocationReason.SUPERSEDED,
                            "tester");
        }
        Issuance.Issued named =
                Premises.issued(premises.enroll(token, (String) null, "Alice\u0007's camera", Premises.request(key)));
        assertThat(DeviceNames.commonNameOf(named.certificate())).isEqualTo("Alice's camera");
    }

    @Test
    void nobodyTakesTheDeviceThatIsDerivedFromAnotherIdentity() throws Exception {
        String mallory = premises.authentication.token("mallory");
        UUID ofAlice = Devices.derivedFrom("alice");
        assertRefused(premises.enroll(mallory, ofAlice, Premises.request(key)), Refusal.BAD_DEVICE);
        assertThat(premises.enrolled("alice", ofAlice, key)).isNotNull();
    }

    @Test
    void aDeviceBelongsToWhoEnrolledItFirst() throws Exception {
        premises.enrolled("alice", DEVICE, key);
        String mallory = premises.authentication.token("mallory");
        assertRefused(premises.enroll(mallory, DEVICE, Premises.request(Premises.key())), Refusal.FOREIGN_DEVICE);
        assertRefused(
                premises.enroll(
                        mallory,
                        "{" + DEVICE.toString().toUpperCase(Locale.ROOT) + "}",
                        Premises.request(Premises.key())),
                Refusal.FOREIGN_DEVICE);
        premises.restart();
        assertRefused(premises.enroll(mallory, DEVICE, Premises.request(Premises.key())), Refusal.FOREIGN_DEVICE);
        assertThat(audit()).last().asString().contains("\"refused\"", "\"mallory\"", "\"foreign-device\"");
    }

    @Test
    void aDeviceThatIsNoUuidIsRefused() throws Exception {
        String token = premises.authentication.token("alice");
        assertRefused(premises.enroll(token, "../../etc", Premises.request(key)), Refusal.BAD_DEVICE);
    }

    @Test
    void identitiesOfTheGatewayItselfAreNobodyElses() throws Exception {
        String token = premises.authentication.token("culvert:gateway");
        assertRefused(premises.enroll(token, DEVICE, Premises.request(key)), Refusal.WRONG_NAME);
    }

    @Test
    void aBadTokenIsRefusedAndOnlyCounted() throws Exception {
        assertRefused(premises.enroll("guess", DEVICE, Premises.request(key)), Refusal.NOT_AUTHENTICATED);
        assertThat(premises.status().refused()).containsEntry(Refusal.NOT_AUTHENTICATED, 1L);
        assertThat(audit()).noneMatch(line -> line.contains("refused"));
    }

    @Test
    void aOneTimeTokenIsGoodOnceAndABadRequestDoesNotUseItUp() throws Exception {
        String token = premises.authentication.oneTimeToken("alice");
        assertRefused(premises.enroll(token, DEVICE, "garbage".getBytes(StandardCharsets.UTF_8)), Refusal.MALFORMED);
        assertThat(premises.authentication.used(token)).isZero();
        Premises.issued(premises.enroll(token, DEVICE, Premises.request(key)));
        assertRefused(premises.enroll(token, DEVICE, Premises.request(Premises.key())), Refusal.TOKEN_USED_UP);
        assertThat(premises.status().issued()).isEqualTo(1);
    }

    @Test
    void aKeyIsForOneDeviceOnly() throws Exception {
        premises.enrolled("alice", DEVICE, key);
        assertRefused(
                premises.enroll(premises.authentication.token("bob"), UUID.randomUUID(), Premises.request(key)),
                Refusal.KEY_IN_USE);
        // The same device may have another one for the same key.
        assertThat(premises.enrolled("alice", DEVICE, key)).isNotNull();
    }

    @Test
    void aKeyThatWasRevokedIsGoodForNothing() throws Exception {
        Issuance.Issued issued = premises.enrolled("alice", DEVICE, key);
        premises.authority()
                .administration
                .revoke(
                        new RevocationTarget.Certificate(issued.info().serial()),
                        RevocationReason.KEY_COMPROMISE,
                        "tester");
        String token = premises.authentication.token("alice");
        assertRefused(premises.enroll(token, DEVICE, Premises.request(key)), Refusal.KEY_IN_USE);
        assertThat(premises.enroll(token, DEVICE, Premises.request(Premises.key())))
                .isInstanceOf(Issuance.Issued.class);
    }

    @Test
    void anIdentityHasSoManyCertificatesAndNoMore() throws Exception {
        for (int i = 0; i < 5; i++) {
            premises.enrolled("alice", UUID.randomUUID(), Premises.key());
        }
        String token = premises.authentication.token("alice");
        assertRefused(premises.enroll(token, DEVICE, Premises.request(key)), Refusal.TOO_MANY);
        assertThat(premises.enrolled("bob", DEVICE, key)).isNotNull();
        premises.clock.pass(Duration.ofDays(31));
        assertThat(premises.enroll(token, UUID.randomUUID(), Premises.request(Premises.key())))
                .isInstanceOf(Issuance.Issued.class);
    }

    @Test
    void anIdentityGetsSoManyCertificatesInAnHour() throws Exception {
        premises.configure(Map.of("limit.per.hour", 3));
        for (int i = 0; i < 3; i++) {
            premises.enrolled("alice", DEVICE, key);
        }
        String token = premises.authentication.token("alice");
        assertRefused(premises.enroll(token, DEVICE, Premises.request(key)), Refusal.TOO_OFTEN);
        premises.clock.pass(Duration.ofMinutes(21));
        assertThat(premises.enroll(token, DEVICE, Premises.request(key))).isInstanceOf(Issuance.Issued.class);
        assertRefused(premises.enroll(token, DEVICE, Premises.request(key)), Refusal.TOO_OFTEN);
    }

    @Test
    void refusalsDoNotFillTheDisk() throws Exception {
        String token = premises.authentication.token("mallory");
        for (int i = 0; i < 500; i++) {
            premises.enroll(token, "no uuid", Premises.request(key));
        }
        assertThat(premises.status().refused()).containsEntry(Refusal.BAD_DEVICE, 500L);
        assertThat(audit()).hasSizeLessThan(150);
    }

    // ---- renewal

    @Test
    void theOwnerOfACertificateGetsItsSuccessorByShowingItOrItsKey() throws Exception {
        Issuance.Issued first = premises.enrolled("alice", DEVICE, key);
        KeyPair next = Premises.key();
        Issuance.Issued byTls = Premises.issued(premises.renewByTls(first.certificate(), Premises.request(next)));
        Issuance.Issued byProof =
                Premises.issued(premises.renewByProof(byTls.certificate(), next, Premises.request(Premises.key())));
        assertThat(List.of(byTls.info().device(), byProof.info().device())).containsOnly(DEVICE.toString());
        assertThat(byProof.info().identity()).isEqualTo("alice");
        assertThat(audit()).filteredOn(line -> line.contains("\"renewed\"")).hasSize(2);
    }

    @Test
    void whoDoesNotHaveTheKeyGetsNothing() throws Exception {
        Issuance.Issued first = premises.enrolled("alice", DEVICE, key);
        assertRefused(
                premises.renewByProof(first.certificate(), Premises.key(), Premises.request(Premises.key())),
                Refusal.NOT_OURS);
        assertRefused(
                premises.authority().renew(Premises.connection(List.of()), Premises.request(key)), Refusal.NOT_OURS);
    }

    @Test
    void aCertificateOfSomebodyElseIsWorthNothingEvenWithTheSameSerialNumber(@TempDir Path other) throws Exception {
        try (Premises elsewhere = new Premises(other, Map.of())) {
            X509Certificate foreign = elsewhere.enrolled("alice", DEVICE, key).certificate();
            premises.enrolled("alice", DEVICE, key);
            assertRefused(premises.renewByTls(foreign, Premises.request(Premises.key())), Refusal.NOT_OURS);
        }
    }

    @Test
    void anExpiredCertificateCanBeRenewedByItsKeyForAWhile() throws Exception {
        X509Certificate first = premises.enrolled("alice", DEVICE, key).certificate();
        premises.clock.pass(Duration.ofDays(59));
        KeyPair next = Premises.key();
        X509Certificate second = Premises.issued(premises.renewByProof(first, key, Premises.request(next)))
                .certificate();
        premises.clock.pass(Duration.ofDays(61));
        assertRefused(premises.renewByProof(second, next, Premises.request(Premises.key())), Refusal.EXPIRED);
    }

    @Test
    void aRevokedCertificateIsNotRenewed() throws Exception {
        Issuance.Issued first = premises.enrolled("alice", DEVICE, key);
        premises.authority()
                .administration
                .revoke(new RevocationTarget.Certificate(first.info().serial()), RevocationReason.SUPERSEDED, "tester");
        assertRefused(premises.renewByTls(first.certificate(), Premises.request(Premises.key())), Refusal.REVOKED);
        assertRefused(
                premises.renewByProof(first.certificate(), key, Premises.request(Premises.key())), Refusal.REVOKED);
    }

    @Test
    void anOperatorCanVouchForADevice() throws Exception {
        Issuance outcome =
                premises.authority().issue(null, "printer", Premises.request(key), Duration.ofDays(3), "operator");
        Issuance.Issued issued = Premises.issued(outcome);
        assertThat(Duration.between(premises.clock.instant(), issued.info().notAfter()))
                .isEqualTo(Duration.ofDays(3));
        assertThat(audit()).last().asString().contains("\"operator\"");
    }
}
