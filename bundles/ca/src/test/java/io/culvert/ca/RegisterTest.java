package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(30));
    private static final UUID LAMP = UUID.fromString("0f8e3c1a-0000-4000-8000-000000000001");
    private static final UUID DOOR = UUID.fromString("0f8e3c1a-0000-4000-8000-000000000002");
    private static final RevocationTarget LAMP_TARGET = new RevocationTarget.Device(LAMP.toString());
    private static final RevocationTarget ALICE = new RevocationTarget.Identity("alice");

    private static TemplateCertificates templates;

    private Path file;
    private Register register;

    @BeforeAll
    static void makeTemplate() throws GeneralSecurityException {
        templates = TemplateCertificates.make();
    }

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        file = folder.resolve("register");
        register = Register.open(new DurableFiles(), file);
    }

    @AfterEach
    void close() throws IOException {
        register.close();
    }

    private void reopen() throws IOException {
        register.close();
        register = Register.open(new DurableFiles(), file);
    }

    private Optional<Refusal> issue(long number, UUID device, String identity) throws Exception {
        return issue(number, number, device, identity, LATER);
    }

    private Optional<Refusal> issue(long number, long key, UUID device, String identity, Instant notAfter)
            throws Exception {
        return register.issued(
                TemplateCertificates.info(number, device, identity, notAfter), templates.certificate(number, key));
    }

    private static CertificateQuery query(Consumer<Query> wanted) {
        Query query = new Query();
        wanted.accept(query);
        return new CertificateQuery(
                query.text,
                query.device,
                query.identity,
                query.expiresBefore,
                query.revoked,
                query.expired,
                query.offset,
                query.limit);
    }

    private static final class Query {
        private @Nullable String text;
        private @Nullable String device;
        private @Nullable String identity;
        private @Nullable Instant expiresBefore;
        private @Nullable Boolean revoked;
        private boolean expired;
        private int offset;
        private int limit = 100;
    }

    private List<String> found(Consumer<Query> wanted) {
        return register.find(query(wanted), NOW).certificates().stream()
                .map(CertificateInfo::serial)
                .toList();
    }

    private @Nullable RevocationReason reason(long number) {
        CertificateInfo.Revocation revocation =
                register.find(serial(number)).orElseThrow().revocation();
        return revocation == null ? null : revocation.reason();
    }

    private static String serial(long number) {
        return TemplateCertificates.serial(number);
    }

    @Test
    void whatWasIssuedIsThereAfterARestart() throws Exception {
        assertThat(issue(1, LAMP, "alice @ ünïcode+1%")).isEmpty();
        reopen();

        assertThat(register.find(serial(1))).contains(TemplateCertificates.info(1, LAMP, "alice @ ünïcode+1%", LATER));
        assertThat(register.certificate(serial(1))).contains(templates.certificate(1));
        assertThat(register.exists(serial(1))).isTrue();
        assertThat(register.exists(serial(2))).isFalse();
        assertThat(register.certificate(serial(2))).isEmpty();
        assertThat(register.owner(LAMP)).contains("alice @ ünïcode+1%");
        assertThat(register.counts(NOW)).isEqualTo(new Register.Counts(1, 1, 0, 0, java.util.Map.of(1, 1L)));
    }

    @Test
    void onlyTheGatewaysUserMayReadIt() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void issuingAddsOneLineAndRewritesNothing() throws Exception {
        issue(1, LAMP, "alice");
        byte[] before = Files.readAllBytes(file);
        Object inode = Files.getAttribute(file, "unix:ino");
        issue(2, LAMP, "alice");
        byte[] after = Files.readAllBytes(file);

        assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
        String added = new String(after, before.length, after.length - before.length, StandardCharsets.US_ASCII);
        assertThat(added).startsWith("issued " + serial(2)).endsWith("\n").hasLineCount(1);
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    }

    @Test
    void aSerialNumberCannotBeThereTwice() throws Exception {
        issue(1, LAMP, "alice");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> issue(1, DOOR, "bob")).isInstanceOf(IllegalArgumentException.class);
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aNameThatWouldNotComeBackIsNotEntered() {
        assertThatThrownBy(() -> issue(1, LAMP, "half\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> issue(1, LAMP, "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(register.counts(NOW).issued()).isZero();
    }

    @Test
    void aDeviceBelongsToTheFirstIdentityForEver() throws Exception {
        issue(1, 1, LAMP, "alice", NOW.minusSeconds(1));
        assertThat(issue(2, LAMP, "mallory")).contains(Refusal.FOREIGN_DEVICE);
        assertThat(register.compact(NOW, Duration.ZERO)).isEqualTo(1);
        assertThat(issue(2, LAMP, "mallory")).contains(Refusal.FOREIGN_DEVICE);
        reopen();

        assertThat(register.exists(serial(1))).isFalse();
        assertThat(issue(2, LAMP, "mallory")).contains(Refusal.FOREIGN_DEVICE);
        assertThat(register.owner(LAMP)).contains("alice");
        assertThat(issue(2, LAMP, "alice")).isEmpty();
    }

    @Test
    void aKeyIsForOneDeviceUntilItIsRevoked() throws Exception {
        assertThat(register.use(KeyDigest.of(templates.certificate(1, 7).getPublicKey())))
                .isEmpty();
        issue(1, 7, LAMP, "alice", LATER);
        assertThat(issue(2, 7, DOOR, "alice", LATER)).contains(Refusal.KEY_IN_USE);
        assertThat(issue(3, 7, LAMP, "alice", LATER)).isEmpty();
        assertThat(register.use(KeyDigest.of(templates.certificate(1, 7).getPublicKey())))
                .contains(new Register.KeyUse(LAMP, false));

        register.revoke(new RevocationTarget.Certificate(serial(1)), NOW, RevocationReason.KEY_COMPROMISE);
        assertThat(issue(4, 7, LAMP, "alice", LATER)).contains(Refusal.KEY_IN_USE);
        register.compact(LATER.plusSeconds(1), Duration.ZERO);
        reopen();

        assertThat(register.counts(NOW).issued()).isEqualTo(2);
        assertThat(register.use(KeyDigest.of(templates.certificate(1, 7).getPublicKey())))
                .contains(new Register.KeyUse(LAMP, true));
        assertThat(issue(5, 7, LAMP, "alice", LATER)).contains(Refusal.KEY_IN_USE);
    }

    @Test
    void revokingACertificateLeavesItsDeviceAlone() throws Exception {
        issue(1, LAMP, "alice");
        issue(2, LAMP, "alice");
        RevocationTarget target = new RevocationTarget.Certificate(serial(1));

        assertThat(register.revoke(target, NOW, RevocationReason.SUPERSEDED))
                .singleElement()
                .satisfies(revoked -> assertThat(revoked.revocation())
                        .isEqualTo(new CertificateInfo.Revocation(NOW, RevocationReason.SUPERSEDED)));
        assertThat(register.revoke(target, NOW, RevocationReason.KEY_COMPROMISE))
                .isEmpty();
        reopen();

        assertThat(register.find(serial(1)).orElseThrow().revocation())
                .isEqualTo(new CertificateInfo.Revocation(NOW, RevocationReason.SUPERSEDED));
        assertThat(register.find(serial(2)).orElseThrow().revocation()).isNull();
        assertThat(register.isBlocked(LAMP, "alice")).isFalse();
        assertThat(register.active("alice", NOW)).isEqualTo(1);
        assertThat(register.revoked(1, NOW)).extracting(CertificateInfo::serial).containsExactly(serial(1));
        assertThat(register.revoked(2, NOW)).isEmpty();
        assertThat(register.revoked(1, LATER.plusSeconds(1))).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotRevoked() throws Exception {
        byte[] before = Files.readAllBytes(file);
        assertThat(register.revoke(new RevocationTarget.Certificate(serial(9)), NOW, RevocationReason.UNSPECIFIED))
                .isEmpty();
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aRevokedDeviceIsBlockedUntilItIsReadmitted() throws Exception {
        issue(1, LAMP, "alice");
        issue(2, LAMP, "alice");
        issue(3, DOOR, "alice");
        register.revoke(new RevocationTarget.Certificate(serial(2)), NOW, RevocationReason.SUPERSEDED);

        assertThat(register.revoke(LAMP_TARGET, NOW, RevocationReason.KEY_COMPROMISE))
                .extracting(CertificateInfo::serial)
                .containsExactly(serial(1));
        reopen();

        assertThat(register.isBlocked(LAMP, "alice")).isTrue();
        assertThat(register.isBlocked(DOOR, "alice")).isFalse();
        assertThat(issue(4, LAMP, "alice")).contains(Refusal.REVOKED);
        assertThat(register.revoke(LAMP_TARGET, NOW, RevocationReason.UNSPECIFIED))
                .isEmpty();
        assertThat(register.counts(NOW)).isEqualTo(new Register.Counts(3, 1, 2, 1, java.util.Map.of(1, 1L)));

        assertThat(register.readmit(LAMP_TARGET, NOW)).isTrue();
        assertThat(register.readmit(LAMP_TARGET, NOW)).isFalse();
        reopen();
        assertThat(issue(4, LAMP, "alice")).isEmpty();
        assertThat(register.find(serial(1)).orElseThrow().revocation()).isNotNull();
        assertThat(reason(2)).isEqualTo(RevocationReason.SUPERSEDED);
    }

    @Test
    void anIdentityIsBlockedWithAllOfItsDevicesAndBeforeItHasAny() throws Exception {
        issue(1, LAMP, "alice");
        issue(2, DOOR, "alice");
        assertThat(register.revoke(ALICE, NOW, RevocationReason.PRIVILEGE_WITHDRAWN))
                .hasSize(2);
        assertThat(register.revoke(new RevocationTarget.Identity("carol"), NOW, RevocationReason.UNSPECIFIED))
                .isEmpty();
        reopen();

        assertThat(issue(3, UUID.randomUUID(), "alice")).contains(Refusal.REVOKED);
        assertThat(issue(3, UUID.randomUUID(), "carol")).contains(Refusal.REVOKED);
        assertThat(register.readmit(ALICE, NOW)).isTrue();
        assertThat(issue(3, LAMP, "alice")).isEmpty();
    }

    @Test
    void aDeviceThatIsNoUuidIsNotAccepted() {
        assertThatThrownBy(
                        () -> register.revoke(new RevocationTarget.Device("lamp"), NOW, RevocationReason.UNSPECIFIED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsAskedForIsFound() throws Exception {
        issue(1, 1, LAMP, "alice", NOW.plusSeconds(100));
        issue(2, 2, LAMP, "alice", NOW.plusSeconds(300));
        issue(3, 3, DOOR, "Bob", NOW.plusSeconds(200));
        issue(4, 4, DOOR, "Bob", NOW.minusSeconds(1));
        register.revoke(new RevocationTarget.Certificate(serial(1)), NOW, RevocationReason.UNSPECIFIED);

        assertThat(found(query -> {})).containsExactly(serial(2), serial(3), serial(1));
        assertThat(found(query -> query.expired = true)).containsExactly(serial(2), serial(3), serial(1), serial(4));
        assertThat(found(query -> query.device = DOOR.toString())).containsExactly(serial(3));
        assertThat(found(query -> query.device = "door")).isEmpty();
        assertThat(found(query -> query.identity = "alice")).containsExactly(serial(2), serial(1));
        assertThat(found(query -> query.identity = "nobody")).isEmpty();
        assertThat(found(query -> query.revoked = true)).containsExactly(serial(1));
        assertThat(found(query -> query.revoked = false)).containsExactly(serial(2), serial(3));
        assertThat(found(query -> query.expiresBefore = NOW.plusSeconds(250))).containsExactly(serial(3), serial(1));
        assertThat(found(query -> query.text = "bOB")).containsExactly(serial(3));
        assertThat(found(query -> query.text = serial(2).toUpperCase(java.util.Locale.ROOT)))
                .containsExactly(serial(2));
        assertThat(found(query -> query.text = "8000-000000000001")).containsExactly(serial(2), serial(1));
        assertThat(found(query -> {
                    query.offset = 1;
                    query.limit = 1;
                }))
                .containsExactly(serial(3));
        assertThat(register.find(query(query -> query.limit = 1), NOW).total()).isEqualTo(3);
        assertThat(register.lastExpiry(1)).contains(NOW.plusSeconds(300));
        assertThat(register.lastExpiry(2)).isEmpty();
    }

    @Test
    void compactionDropsOnlyWhatExpiredLongAgoAndOnlyWhenItIsMuch() throws Exception {
        issue(1, 1, LAMP, "alice", NOW.minus(Duration.ofDays(100)));
        issue(2, 2, LAMP, "alice", NOW.minus(Duration.ofDays(100)));
        issue(3, 3, DOOR, "bob", NOW.minus(Duration.ofDays(80)));
        issue(4, 4, DOOR, "bob", LATER);
        register.revoke(new RevocationTarget.Certificate(serial(4)), NOW, RevocationReason.SUPERSEDED);
        register.revoke(new RevocationTarget.Device(DOOR.toString()), NOW, RevocationReason.KEY_COMPROMISE);

        assertThat(register.compact(NOW, Duration.ofDays(90))).as("just a half").isZero();
        issue(5, 5, LAMP, "alice", NOW.minus(Duration.ofDays(100)));
        assertThat(register.compact(NOW, Duration.ofDays(90))).isEqualTo(3);
        assertThat(issue(6, LAMP, "alice")).isEmpty();
        reopen();

        assertThat(Files.readAllLines(file))
                .filteredOn(line -> line.startsWith("issued "))
                .hasSize(3);
        assertThat(register.counts(NOW)).isEqualTo(new Register.Counts(6, 1, 1, 1, java.util.Map.of(1, 1L)));
        assertThat(register.certificate(serial(3))).contains(templates.certificate(3));
        assertThat(register.certificate(serial(6))).contains(templates.certificate(6));
        assertThat(reason(4)).isEqualTo(RevocationReason.SUPERSEDED);
        assertThat(reason(3)).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(register.isBlocked(DOOR, "bob")).isTrue();
        assertThat(register.owner(LAMP)).contains("alice");
    }

    @Test
    void nothingIsWrittenToAFileThatSomebodyElseHasChanged() throws Exception {
        issue(1, LAMP, "alice");
        byte[] before = Files.readAllBytes(file);
        Files.writeString(file, "revoked 1 unspecified " + serial(1) + "\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> issue(2, LAMP, "alice"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("somebody else");
        Files.delete(file);
        assertThatThrownBy(() -> issue(2, LAMP, "alice")).isInstanceOf(IOException.class);
        assertThat(file).doesNotExist();
        Files.write(file, before);
    }
}
