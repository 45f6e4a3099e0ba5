package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.tls.TlsIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status names each trouble and what to do, and the trouble stops no more than it must. */
class StatusTest {

    private static final List<String> NAMES = List.of("localhost", "127.0.0.1");

    private static void assertUnavailable(Premises premises) throws Exception {
        Issuance outcome = premises.enroll(
                premises.authentication.token("alice"), UUID.randomUUID(), Premises.request(Premises.key()));
        assertThat(outcome).isInstanceOfSatisfying(Issuance.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(Refusal.UNAVAILABLE));
    }

    @Test
    void missingUntilAnOperatorMakesOneWhenItIsNotToBeMade(@TempDir Path folder) throws Exception {
        try (Premises premises = new Premises(folder, Map.of("create", false))) {
            assertThat(premises.status().state()).isEqualTo(State.MISSING);
            assertThat(premises.status().problem()).contains("culvert:ca-renew");
            assertUnavailable(premises);
            assertThat(premises.renewAuthority()).isEqualTo(1);
            assertThat(premises.status().state()).isEqualTo(State.VALID);
            assertThat(premises.enrolled("alice", UUID.randomUUID(), Premises.key()))
                    .isNotNull();
        }
    }

    @Test
    void lockedWithAWrongPasswordAndTheGatewayKeepsItsOwnCertificate(@TempDir Path folder) throws Exception {
        try (Premises premises = new Premises(folder, Map.of())) {
            TlsIdentity before = premises.authority()
                    .identities
                    .server(NAMES, premises.authority().settings());
            premises.configure(Map.of(".keys.password", "wrong"));
            assertThat(premises.status().state()).isEqualTo(State.LOCKED);
            assertThat(premises.status().problem()).contains("password").doesNotContain("wrong\"");
            assertUnavailable(premises);
            TlsIdentity after = premises.authority()
                    .identities
                    .server(NAMES, premises.authority().settings());
            assertThat(after.chain()).isEqualTo(before.chain());
            premises.configure(Map.of(".keys.password", ""));
            assertThat(premises.status().state()).isEqualTo(State.VALID);
        }
    }

    @Test
    void aKeyThatIsMissingOrAnothersIsNamedAndComesBackFromABackup(@TempDir Path folder, @TempDir Path other)
            throws Exception {
        try (Premises premises = new Premises(folder, Map.of(".keys.password", "secret"));
                Premises another = new Premises(other, Map.of(".keys.password", "secret"))) {
            assertThat(another.status().state()).isEqualTo(State.VALID);
            Path keys = folder.resolve("ca.p12");
            Path backup = Files.copy(keys, folder.resolve("backup.p12"));
            Files.delete(keys);
            assertThat(premises.status().state()).isEqualTo(State.KEY_MISSING);
            assertUnavailable(premises);
            Files.copy(other.resolve("ca.p12"), keys, StandardCopyOption.REPLACE_EXISTING);
            assertThat(premises.status().state()).isEqualTo(State.KEY_MISMATCH);
            assertUnavailable(premises);
            Files.copy(backup, keys, StandardCopyOption.REPLACE_EXISTING);
            assertThat(premises.status().state()).isEqualTo(State.VALID);
            assertThat(premises.enrolled("alice", UUID.randomUUID(), Premises.key()))
                    .isNotNull();
        }
    }

    @Test
    void aLostKeyCanBeFollowedByANewGeneration(@TempDir Path folder) throws Exception {
        try (Premises premises = new Premises(folder, Map.of())) {
            Files.delete(folder.resolve("ca.p12"));
            assertThat(premises.renewAuthority()).isEqualTo(2);
            assertThat(premises.status().state()).isEqualTo(State.VALID);
            assertThat(premises.authority().generations.signing().orElseThrow().links())
                    .isEmpty();
            assertThat(premises.enrolled("alice", UUID.randomUUID(), Premises.key()))
                    .isNotNull();
        }
    }

    @Test
    void theFilesMayBeUnusableAndAreTriedAgain(@TempDir Path folder) throws Exception {
        Path place = folder.resolve("d2d");
        Files.writeString(place, "a file where a folder should be");
        try (Premises premises = new Premises(place, Map.of())) {
            assertThat(premises.status().state()).isEqualTo(State.FAILED);
            assertThat(premises.status().problem()).contains(place.toString());
            assertThatThrownBy(() -> premises.workshop().opened()).isInstanceOf(AuthorityException.class);
            Files.delete(place);
            premises.pass(Duration.ofMinutes(1));
            assertThat(premises.status().state()).isEqualTo(State.VALID);
        }
    }

    @Test
    void aDamagedRegisterIsNamedAndNothingIsIssued(@TempDir Path folder) throws Exception {
        try (Premises premises = new Premises(folder, Map.of())) {
            premises.enrolled("alice", UUID.randomUUID(), Premises.key());
            premises.enrolled("alice", UUID.randomUUID(), Premises.key());
            Path register = folder.resolve("register");
            List<String> lines = Files.readAllLines(register);
            Files.write(register, List.of(lines.get(0), "garbage", lines.get(2)));
            premises.restart();
            assertThat(premises.status().state()).isEqualTo(State.FAILED);
            assertThat(premises.status().problem()).contains("register", "line 2");
            Files.write(register, lines);
            premises.pass(Duration.ofMinutes(1));
            assertThat(premises.status().state()).isEqualTo(State.VALID);
            assertThat(premises.status().issued()).isEqualTo(2);
        }
    }

    @Test
    void aRegisterThatIsMissingIsNotForgottenSilently(@TempDir Path folder) throws Exception {
        try (Premises premises = new Premises(folder, Map.of())) {
            Path register = folder.resolve("register");
            Files.delete(register);
            premises.restart();
            assertThat(premises.status().state()).isEqualTo(State.FAILED);
            assertThat(premises.status().problem()).contains("register is missing");
            Files.writeString(register, "culvert-register 1\n");
            premises.pass(Duration.ofMinutes(1));
            assertThat(premises.status().state()).isEqualTo(State.VALID);
            assertThat(premises.enrolled("alice", UUID.randomUUID(), Premises.key()))
                    .isNotNull();
        }
    }

    @Test
    void aBadConfigurationLeavesTheOldOneInForce(@TempDir Path folder) {
        try (Premises premises = new Premises(folder, Map.of("leaf.days", 20))) {
            premises.configure(Map.of("leaf.days", 0));
            assertThat(premises.authority().settings().profile().life()).isEqualTo(Duration.ofDays(20));
            premises.configure(Map.of("leaf.days", 21));
            assertThat(premises.authority().settings().profile().life()).isEqualTo(Duration.ofDays(21));
        }
    }

    @Test
    void withoutAnyGoodConfigurationThereIsNoAuthorityAndTheStatusSaysWhy(@TempDir Path folder) {
        try (Premises premises = new Premises(folder, Map.of("authority.key", "DSA"))) {
            assertThat(premises.status().state()).isEqualTo(State.FAILED);
            assertThat(premises.status().problem()).contains("authority.key", "DSA", "EC-P256");
        }
    }

    @Test
    void keysMayBeKeptByAPlugin(@TempDir Path folder) throws Exception {
        try (Premises premises = new Premises(folder, Map.of("keys", "vault", "create", false))) {
            assertThatThrownBy(premises::renewAuthority)
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageContaining("vault");
            InMemoryKeys vault = new InMemoryKeys();
            premises.restart(Map.of("vault", vault));
            assertThat(premises.renewAuthority()).isEqualTo(1);
            assertThat(premises.enrolled("alice", UUID.randomUUID(), Premises.key()))
                    .isNotNull();
            assertThat(folder.resolve("ca.p12")).doesNotExist();
            premises.workshop().keys().clear();
            assertThat(premises.status().state()).isEqualTo(State.FAILED);
            assertThat(premises.status().problem()).contains("vault");
            premises.workshop().keys().put("vault", vault);
            assertThat(premises.status().state()).isEqualTo(State.VALID);
        }
    }

    // ---- the gateway's own certificate

    @Test
    void aListenersCertificateIsTheSameUntilTwoThirdsOfItsLifeAndSurvivesARestart(@TempDir Path folder)
            throws Exception {
        try (Premises premises = new Premises(folder, Map.of("leaf.days", 30))) {
            TlsIdentity first = premises.authority()
                    .identities
                    .server(NAMES, premises.authority().settings());
            assertThat(first.chain().get(0).getSubjectAlternativeNames())
                    .extracting(name -> String.valueOf(name.get(1)))
                    .containsExactly("localhost", "127.0.0.1");
            premises.clock.pass(Duration.ofDays(19));
            assertThat(premises.authority()
                            .identities
                            .server(NAMES, premises.authority().settings()))
                    .isSameAs(first);
            premises.restart();
            assertThat(premises.authority()
                            .identities
                            .server(NAMES, premises.authority().settings())
                            .chain())
                    .isEqualTo(first.chain());
            premises.clock.pass(Duration.ofDays(2));
            TlsIdentity second = premises.authority()
                    .identities
                    .server(NAMES, premises.authority().settings());
            assertThat(second.chain().get(0)).isNotEqualTo(first.chain().get(0));
            assertThat(premises.authority()
                            .identities
                            .server(
                                    List.of("other.example"),
                                    premises.authority().settings()))
                    .isNotSameAs(second);
        }
    }
}
