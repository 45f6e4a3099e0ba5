package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.client.CulvertException.Kind;
import io.culvert.client.TestCa.StatusHabit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in at the other end. */
@Timeout(90)
class PartnerTest extends TwoEnds {

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
        KeyPair keys = TestIssuer.keys();
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
        KeyPair keys = TestIssuer.keys();
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
        KeyPair keys = TestIssuer.keys();
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
