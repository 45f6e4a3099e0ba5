package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RevocationReason;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is revoked is so everywhere and at once, and stays so. */
@SuppressWarnings("NullAway.Init") // each test gets its own
class RevokingTest {

    @TempDir
    private Path folder;

    private Premises premises;

    @BeforeEach
    void open() {
        premises = new Premises(folder, Map.of());
    }

    @AfterEach
    void close() {
        premises.close();
    }

    private int revoke(RevocationTarget target) throws AuthorityException {
        return premises.authority().administration.revoke(target, RevocationReason.KEY_COMPROMISE, "tester");
    }

    private Issuance.Issued enrolled(String identity, UUID device) throws Exception {
        return premises.enrolled(identity, device, Premises.key());
    }

    private X509CRL list() {
        return premises.authority().list(0).orElseThrow();
    }

    private @Nullable CertificateStatus ocsp(X509Certificate certificate) throws Exception {
        OCSPResp response = new OCSPResp(premises.authority().ocsp(certificate));
        return ((BasicOCSPResp) response.getResponseObject()).getResponses()[0].getCertStatus();
    }

    @Test
    void aListThatCouldNotBeWrittenIsWrittenAsSoonAsItCan() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        DurableFiles files = new DurableFiles(step -> {
            if (full.get() && step.startsWith("crl.pem")) {
                throw new IOException("No space left on device");
            }
        });
        premises.close();
        premises = new Premises(folder, Map.of(), files);
        Issuance.Issued issued = enrolled("alice", UUID.randomUUID());
        full.set(true);
        assertThatThrownBy(() ->
                        revoke(new RevocationTarget.Certificate(issued.info().serial())))
                .hasMessageContaining("crl.pem cannot be written: No space left on device");
        assertThat(list().isRevoked(issued.certificate())).isFalse();
        full.set(false);
        premises.workshop().look();
        assertThat(list().isRevoked(issued.certificate())).isTrue();
    }

    @Test
    void aCertificateIsRevokedInListStatusAndHandshakeAndItsDeviceMayHaveAnother() throws Exception {
        UUID device = UUID.randomUUID();
        Issuance.Issued issued = enrolled("alice", device);
        Issuance.Issued other = enrolled("alice", device);
        assertThat(ocsp(issued.certificate())).isEqualTo(CertificateStatus.GOOD);
        assertThat(revoke(new RevocationTarget.Certificate(
                        "00" + issued.info().serial().toUpperCase(Locale.ROOT))))
                .isEqualTo(1);

        for (int start = 0; start < 2; start++) {
            assertThat(premises.authority().revoked(issued.certificate())).isTrue();
            assertThat(premises.authority().revoked(other.certificate())).isFalse();
            assertThat(list().isRevoked(issued.certificate())).isTrue();
            assertThat(list().isRevoked(other.certificate())).isFalse();
            assertThat(ocsp(issued.certificate())).isInstanceOf(RevokedStatus.class);
            premises.restart();
        }
        assertThat(enrolled("alice", device)).isNotNull();
        assertThat(revoke(new RevocationTarget.Certificate(issued.info().serial())))
                .isZero();
    }

    @Test
    void aDeviceThatIsRevokedDoesNotComeBackUntilItIsReadmitted() throws Exception {
        UUID device = UUID.randomUUID();
        enrolled("alice", device);
        enrolled("alice", device);
        enrolled("alice", UUID.randomUUID());
        RevocationTarget target = new RevocationTarget.Device("{" + device + "}");
        assertThat(revoke(target)).isEqualTo(2);
        assertThat(premises.status().revoked()).isEqualTo(2);
        assertThat(premises.status().blocked()).isEqualTo(1);
        premises.restart();

        String token = premises.authentication.token("alice");
        Issuance outcome = premises.enroll(token, device, Premises.request(Premises.key()));
        assertThat(outcome).isInstanceOfSatisfying(Issuance.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(Refusal.REVOKED));
        assertThat(premises.authority().administration.readmit(target, "tester"))
                .isTrue();
        assertThat(premises.authority().administration.readmit(target, "tester"))
                .isFalse();
        assertThat(premises.enroll(token, device, Premises.request(Premises.key())))
                .isInstanceOf(Issuance.Issued.class);
        assertThat(list().getRevokedCertificates()).hasSize(2);
    }

    @Test
    void anIdentityIsRevokedWithAllItsDevices() throws Exception {
        enrolled("alice", UUID.randomUUID());
        enrolled("alice", UUID.randomUUID());
        Issuance.Issued bobs = enrolled("bob", UUID.randomUUID());
        assertThat(revoke(new RevocationTarget.Identity("alice"))).isEqualTo(2);
        assertThat(premises.enroll(
                        premises.authentication.token("alice"), (UUID) null, Premises.request(Premises.key())))
                .isInstanceOf(Issuance.Refused.class);
        assertThat(premises.authority().revoked(bobs.certificate())).isFalse();
    }

    @Test
    void whatIsNotThereCannotBeRevoked() {
        assertThatThrownBy(() -> revoke(new RevocationTarget.Certificate("abc")))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("no certificate abc");
        assertThatThrownBy(() -> revoke(new RevocationTarget.Certificate("no number")))
                .hasMessageContaining("hexadecimal");
        assertThatThrownBy(() -> revoke(new RevocationTarget.Device("x"))).hasMessageContaining("UUID");
        assertThatThrownBy(() ->
                        premises.authority().administration.readmit(new RevocationTarget.Certificate("abc"), "tester"))
                .hasMessageContaining("stays so");
    }

    @Test
    void listsAreMadeAnewBeforeTheyGetOldWithNumbersThatGrow() throws Exception {
        premises.configure(Map.of("crl.hours", 24, "crl.valid.days", 14));
        Issuance.Issued issued = enrolled("alice", UUID.randomUUID());
        revoke(new RevocationTarget.Certificate(issued.info().serial()));
        long number = premises.status().generations().get(0).crlNumber();
        Date first = list().getThisUpdate();
        assertThat(Duration.between(
                        premises.clock.instant(), list().getNextUpdate().toInstant()))
                .isEqualTo(Duration.ofDays(14));
        premises.leap(Duration.ofHours(27));
        assertThat(list().getThisUpdate()).isAfter(first);
        assertThat(premises.status().generations().get(0).crlNumber()).isGreaterThan(number);
        long later = premises.status().generations().get(0).crlNumber();
        premises.restart();
        assertThat(premises.status().generations().get(0).crlNumber()).isGreaterThan(later);
        premises.leap(Duration.ofDays(31));
        assertThat(list().getRevokedCertificates())
                .as("what has expired is not listed")
                .isNull();
    }

    @Test
    void aListWhoseKeyIsGoneDoesNotHaveTheOthersMadeAnewAllTheTime() throws Exception {
        enrolled("alice", UUID.randomUUID()); // so that the first generation does not retire
        premises.workshop().keys().put("vault", new InMemoryKeys());
        premises.configure(Map.of("keys", "vault"));
        premises.renewAuthority();
        premises.workshop().keys().clear();
        premises.pass(Duration.ofHours(25));
        long number = numberOf(1);
        long lost = numberOf(2);
        for (int i = 0; i < 10; i++) {
            premises.clock.pass(Duration.ofSeconds(1));
            premises.workshop().look();
        }
        assertThat(numberOf(1)).isEqualTo(number);
        premises.pass(Duration.ofHours(25));
        assertThat(numberOf(1)).isGreaterThan(number);
        assertThat(numberOf(2)).isEqualTo(lost);
    }

    private long numberOf(int generation) {
        return premises.status().generations().stream()
                .filter(each -> each.number() == generation)
                .findFirst()
                .orElseThrow()
                .crlNumber();
    }

    @Test
    void eachGenerationHasAListOfItsOwn() throws Exception {
        Issuance.Issued first = enrolled("alice", UUID.randomUUID());
        premises.renewAuthority();
        Issuance.Issued second = enrolled("alice", UUID.randomUUID());
        revoke(new RevocationTarget.Identity("alice"));
        X509CRL older = premises.authority().list(1).orElseThrow();
        X509CRL newer = premises.authority().list(2).orElseThrow();
        assertThat(older.isRevoked(first.certificate())).isTrue();
        assertThat(newer.isRevoked(second.certificate())).isTrue();
        assertThat(older.getRevokedCertificates()).hasSize(1);
        assertThat(newer.getRevokedCertificates()).hasSize(1);
        assertThat(premises.authority().list(0)).contains(newer);
        assertThat(premises.authority().list(3)).isEmpty();
        assertThat(ocsp(first.certificate())).isInstanceOf(RevokedStatus.class);
        assertThat(ocsp(second.certificate())).isInstanceOf(RevokedStatus.class);
    }

    // ---- sessions and tunnels

    private static TunnelEnd end(String connection, PeerInfo peer, List<X509Certificate> certificates) {
        var info = Premises.connection(certificates);
        return new TunnelEnd(
                new ConnectionInfo(
                        connection,
                        info.kind(),
                        info.encrypted(),
                        info.listener(),
                        info.remote(),
                        info.since(),
                        info.certificates()),
                peer);
    }

    private static TunnelInfo tunnel(String id, TunnelEnd first, TunnelEnd second) {
        return new TunnelInfo(id, "key", first, second, Instant.EPOCH, 0, 0, 0, false);
    }

    @Test
    void whoWasRevokedIsThrownOutAndNobodyElse() throws Exception {
        UUID device = UUID.randomUUID();
        Issuance.Issued issued = enrolled("alice", device);
        PeerInfo stranger = new PeerInfo("bob", null, null);
        FakeGateway gateway = new FakeGateway();
        LiveSessions sessions = new LiveSessions(premises.workshop(), () -> gateway, () -> gateway.transport);
        TunnelEnd byCertificate = end("c1", new PeerInfo("x", null, null), List.of(issued.certificate()));
        TunnelEnd byUuid = end("c3", new PeerInfo("alice", "{" + device + "}", null), List.of());
        TunnelEnd pretender = end("c5", new PeerInfo("mallory", device.toString(), null), List.of());
        gateway.tunnels.add(tunnel("t1", byCertificate, end("c2", stranger, List.of())));
        gateway.tunnels.add(tunnel("t2", end("c4", stranger, List.of()), byUuid));
        gateway.tunnels.add(tunnel("t3", pretender, end("c6", stranger, List.of())));
        gateway.sessions.add(
                new SessionInfo(byUuid.connection(), SessionInfo.State.WAITING, Instant.EPOCH, byUuid.peer()));
        gateway.sessions.add(new SessionInfo(pretender.connection(), SessionInfo.State.CONNECTED, Instant.EPOCH, null));
        sessions.close();
        assertThat(gateway.closed).isEmpty();

        revoke(new RevocationTarget.Device(device.toString()));
        sessions.close();
        assertThat(gateway.closed)
                .containsOnlyKeys("t1 c1", "t2 c3", "c3")
                .allSatisfy((who, reason) -> assertThat(reason.code()).isEqualTo(CloseReason.REVOKED));
        assertThat(sessions.concerns(gateway.tunnels.get(0))).isTrue();
        assertThat(sessions.concerns(gateway.tunnels.get(2))).isFalse();
    }
}
