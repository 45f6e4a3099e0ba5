package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.Issuance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One generation follows the other, by itself or not, and nobody is cut off. */
@SuppressWarnings("NullAway.Init") // each test gets its own
class RolloverTest {

    @TempDir
    private Path folder;

    private Premises premises;

    @BeforeEach
    void open() {
        premises = new Premises(
                folder, Map.of("authority.days", 100, "renew.before.days", 40, "prepare.days", 7, "leaf.days", 10));
    }

    @AfterEach
    void close() {
        premises.close();
    }

    private List<Phase> phases() {
        return premises.status().generations().stream()
                .map(AuthorityStatus.Generation::phase)
                .toList();
    }

    private Issuance.Issued enrolled() throws Exception {
        return premises.enrolled("alice", UUID.randomUUID(), Premises.key());
    }

    private X509Certificate root(int number) {
        return premises.authority().generations.find(number).orElseThrow().root();
    }

    /** Whether somebody who knows one root only, and is shown certificate and chain, believes it. */
    private boolean believed(X509Certificate root, Issuance.Issued shown) throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(shown.certificate());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(premises.clock.instant()));
        List<X509Certificate> all = new ArrayList<>(shown.chain());
        all.add(shown.certificate());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
        try {
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (CertPathBuilderException e) {
            return false;
        }
    }

    @Test
    void theFirstStartMakesAnAuthorityAndItsFiles() throws Exception {
        assertThat(phases()).containsExactly(Phase.ACTIVE);
        assertThat(premises.status().state()).isEqualTo(AuthorityStatus.State.VALID);
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("ca.pem"));
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("ca.jks"));
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("crl.pem"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("ca.p12"))).hasSize(2);
        byte[] roots = Files.readAllBytes(folder.resolve("ca.pem"));
        premises.restart();
        assertThat(phases()).containsExactly(Phase.ACTIVE);
        assertThat(Files.readAllBytes(folder.resolve("ca.pem"))).isEqualTo(roots);
    }

    @Test
    void afterRenewalsWhoKnowsAnyOfTheRootsBelievesEveryDevice() throws Exception {
        Issuance.Issued first = enrolled();
        premises.renewAuthority();
        Issuance.Issued second = enrolled();
        premises.renewAuthority();
        Issuance.Issued third = enrolled();

        assertThat(phases()).containsExactly(Phase.ACTIVE, Phase.SUPERSEDED, Phase.SUPERSEDED);
        assertThat(third.info().generation()).isEqualTo(3);
        for (X509Certificate root : List.of(root(1), root(2), root(3))) {
            assertThat(believed(root, third)).isTrue();
        }
        assertThat(believed(root(1), second)).isTrue();
        assertThat(believed(root(2), second)).isTrue();
        assertThat(believed(root(1), first)).isTrue();
        // Nothing leads backwards: who has only the new root has to be given the old one too, and ca.pem has both.
        assertThat(believed(root(3), first)).isFalse();
        assertThat(premises.authority().trust().roots()).containsExactly(root(3), root(2), root(1));
    }

    @Test
    void aPreparedGenerationIsBelievedAndDoesNotSign() throws Exception {
        premises.authority().administration.renew(false, "tester");
        assertThat(phases()).containsExactly(Phase.PREPARED, Phase.ACTIVE);
        assertThat(enrolled().info().generation()).isEqualTo(1);
        assertThat(premises.authority().trust().roots()).hasSize(2);
        assertThat(premises.authority().authorities()).hasSize(2);
        assertThatThrownBy(() -> premises.authority().administration.renew(false, "tester"))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("prepared already");
        premises.renewAuthority();
        assertThat(phases()).containsExactly(Phase.ACTIVE, Phase.SUPERSEDED);
        assertThat(enrolled().info().generation()).isEqualTo(2);
    }

    @Test
    void theSuccessorIsMadeByItselfInTimeAndSignsAWhileLater() throws Exception {
        premises.leap(Duration.ofDays(59));
        assertThat(phases()).containsExactly(Phase.ACTIVE);
        premises.leap(Duration.ofDays(1).plusHours(2));
        assertThat(phases()).containsExactly(Phase.PREPARED, Phase.ACTIVE);
        premises.leap(Duration.ofDays(6));
        assertThat(phases()).containsExactly(Phase.PREPARED, Phase.ACTIVE);
        assertThat(enrolled().info().generation()).isEqualTo(1);
        premises.leap(Duration.ofDays(1).plusHours(3));
        assertThat(phases()).containsExactly(Phase.ACTIVE, Phase.SUPERSEDED);
        assertThat(premises.status().state()).isEqualTo(AuthorityStatus.State.VALID);
    }

    @Test
    void itIsNotMadeByItselfWhenThatIsSwitchedOffAndTheStatusSaysSo() {
        premises.configure(Map.of("renew.automatic", false));
        premises.leap(Duration.ofDays(61));
        assertThat(phases()).containsExactly(Phase.ACTIVE);
        assertThat(premises.status().state()).isEqualTo(AuthorityStatus.State.EXPIRING);
        assertThat(premises.status().problem()).contains("ca-renew");
        assertThat(premises.status().renewal()).isNull();
        premises.leap(Duration.ofDays(40));
        assertThat(premises.status().state()).isEqualTo(AuthorityStatus.State.EXPIRED);
    }

    @Test
    void aGenerationRetiresAnHourAfterItsLastCertificateHasExpiredAndItsKeyIsDestroyed() throws Exception {
        enrolled();
        premises.renewAuthority();
        premises.clock.pass(Duration.ofDays(10).plusMinutes(1));
        premises.pass(Duration.ofMinutes(45));
        assertThat(phases()).containsExactly(Phase.ACTIVE, Phase.SUPERSEDED);
        premises.pass(Duration.ofMinutes(45));
        assertThat(phases()).containsExactly(Phase.ACTIVE);
        assertThat(premises.authority().trust().roots()).containsExactly(root(2));
        AuthorityKeysOfFile keys = new AuthorityKeysOfFile(folder);
        assertThat(keys.has("g1")).isFalse();
        assertThat(keys.has("g2")).isTrue();
        premises.restart();
        assertThat(phases()).containsExactly(Phase.ACTIVE);
    }

    /** What ca.p12 has, read by the JDK alone. */
    private record AuthorityKeysOfFile(Path folder) {
        boolean has(String alias) throws Exception {
            KeyStore store = KeyStore.getInstance(
                    folder.resolve("ca.p12").toFile(),
                    Files.readString(folder.resolve("ca.password")).strip().toCharArray());
            return store.containsAlias(alias);
        }
    }

    @Test
    void aClockThatJumpsAYearOnAndBackDoesNoHarm() throws Exception {
        Issuance.Issued issued = enrolled();
        premises.renewAuthority();
        premises.clock.jump(Duration.ofDays(365));
        premises.pass(Duration.ofMinutes(50));
        premises.clock.jump(Duration.ofDays(-365));
        premises.pass(Duration.ofHours(3));
        assertThat(phases()).containsExactly(Phase.ACTIVE, Phase.SUPERSEDED);
        assertThat(premises.status().state()).isEqualTo(AuthorityStatus.State.VALID);
        assertThat(believed(root(1), issued)).isTrue();
        assertThat(believed(root(1), enrolled())).isTrue();
        assertThat(premises.authority().trust().revoked())
                .allSatisfy(list -> assertThat(list.getThisUpdate()).isBefore(Date.from(premises.clock.instant())));
    }

    @Test
    void aClockThatIsSetBackAnHourDoesNotStopIssuing() throws Exception {
        enrolled();
        premises.clock.jump(Duration.ofHours(-1));
        premises.pass(Duration.ofMinutes(15));
        assertThat(believed(root(1), enrolled())).isTrue();
    }

    @Test
    void aCertificateNeverOutlivesItsAuthority() throws Exception {
        premises.configure(Map.of("renew.automatic", false));
        premises.leap(Duration.ofDays(95));
        Instant end = root(1).getNotAfter().toInstant();
        assertThat(enrolled().info().notAfter()).isEqualTo(end);
    }

    @Test
    void anInterruptedRenewalIsDoneAgain() throws Exception {
        // The key is there, the generation is not: as after a kill between the two.
        premises.authority()
                .generations
                .keysOf(premises.authority().generations.signing().orElseThrow())
                .create("g2", "EC-P256");
        premises.restart();
        assertThat(premises.renewAuthority()).isEqualTo(2);
        assertThat(believed(root(1), enrolled())).isTrue();
    }

    @Test
    void anImportedAuthoritySignsAndIsVouchedForAndTheOldOneStaysBelieved(@TempDir Path elsewhere) throws Exception {
        Issuance.Issued before = enrolled();
        premises.clock.pass(Duration.ofHours(1)); // what openssl makes begins now
        ForeignAuthority company = ForeignAuthority.make(elsewhere, "EC-P256", "", "pathlen:0");
        X509Certificate companyRoot = company.chain().get(1);
        Administration administration = premises.authority().administration;
        assertThat(administration.adopt(company.pair().getPrivate(), company.chain(), "tester"))
                .isEqualTo(2);
        Issuance.Issued after = enrolled();
        assertThat(believed(companyRoot, after)).isTrue();
        assertThat(believed(root(1), after)).isTrue();
        assertThat(believed(root(1), before)).isTrue();
        // Others that the company's root has signed are no devices of ours.
        assertThat(premises.authority().authorities()).doesNotContain(companyRoot);
        assertThatThrownBy(() -> administration.adopt(company.pair().getPrivate(), company.chain(), "tester"))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("has that name");
    }

    @Test
    void anotherAuthorityCanVouchForOurs(@TempDir Path elsewhere) throws Exception {
        premises.clock.pass(Duration.ofHours(1)); // what openssl makes begins now
        ForeignAuthority company = ForeignAuthority.make(elsewhere, "EC-P256", "");
        X509Certificate companyRoot = company.chain().get(0);
        Administration administration = premises.authority().administration;
        Path request = Files.write(elsewhere.resolve("ours.der"), administration.signingRequest());
        ExternalCommand.run("openssl", "req", "-inform", "DER", "-in", request.toString(), "-out", request + ".pem")
                .expectSuccess();
        X509Certificate cross = ForeignAuthority.certificate(
                elsewhere,
                request + ".pem",
                root(1).getPublicKey(),
                companyRoot,
                company.keys().get(0),
                "basicConstraints=critical,CA:TRUE,pathlen:1\nkeyUsage=critical,keyCertSign,cRLSign");
        administration.crossCertify(List.of(cross, companyRoot), "tester");
        assertThat(believed(companyRoot, enrolled())).isTrue();
        assertThatThrownBy(() -> administration.crossCertify(List.of(companyRoot), "tester"))
                .isInstanceOf(AuthorityException.class);
    }
}
