package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.Refusal;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaCommandTest {

    private final FakeGateway gateway = new FakeGateway();
    private final FakeAuthority authority = gateway.authority;

    @Test
    void showsHowTheAuthorityIs() throws Exception {
        authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
        authority.refused.put(Refusal.WRONG_NAME, 2L);
        authority.refused.put(Refusal.NOT_AUTHENTICATED, 40L);

        assertThat(gateway.run(new CaCommand()))
                .isEqualTo("""
                State           valid
                Folder          /var/lib/culvert/server_maintenance/d2d
                Issued          12
                Active          9
                Revoked         2
                Blocked         1
                Refused         42: 40 not-authenticated, 2 wrong-name
                Renews itself   2031-05-24 12:00Z (in 1644 days)

                Generation      G1, active
                  Subject       CN=Culvert D2D CA G1
                  SHA-256       %s
                  Valid from    2026-11-12 12:00Z (10 days ago)
                  Valid until   2031-11-20 12:00Z (in 1824 days)
                  Active        3 certificates
                  CRL           number 7, valid until 2026-12-05 12:00Z (in 13 days)
                  Next CRL      2026-11-22 17:00Z (in 5h00m)
                """.formatted("0A:1B:".repeat(16).replaceAll(":$", "")));
    }

    @Test
    void givesTheSameAsJson() throws Exception {
        authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
        authority.refused.put(Refusal.WRONG_NAME, 2L);

        JsonNode status = gateway.runJson(new CaCommand());

        assertThat(status.at("/state").asText()).isEqualTo("VALID");
        assertThat(status.at("/issued").asLong()).isEqualTo(12);
        assertThat(status.at("/refused/WRONG_NAME").asLong()).isEqualTo(2);
        assertThat(status.at("/renewal").asText()).isEqualTo("2031-05-24T12:00:00Z");
        assertThat(status.at("/generations/0/phase").asText()).isEqualTo("ACTIVE");
        assertThat(status.at("/generations/0/fingerprint").asText()).isEqualTo(FakeAuthority.FINGERPRINT);
        assertThat(status.at("/generations/0/notAfter").asText()).isEqualTo("2031-11-20T12:00:00Z");
        assertThat(status.at("/generations/0/imported").isBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void saysTheStateInAWordAndWhatToDo(State state) throws Exception {
        authority.state = state;
        authority.problem = "The password does not open ca.p12: correct ca.password.";

        assertThat(gateway.run(new CaCommand()))
                .contains("State           "
                        + state.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\n")
                .contains("Problem         The password does not open ca.p12: correct ca.password.\n");
    }

    @Test
    void hasNothingToSayOfGenerationsThatAreNotThere() throws Exception {
        authority.state = State.MISSING;
        authority.renewal = null;

        assertThat(gateway.run(new CaCommand()))
                .contains("Renews itself   no\n", "Refused         0\n")
                .doesNotContain("Generation");
        assertThat(gateway.runJson(new CaCommand()).at("/renewal").isNull()).isTrue();
    }

    @Test
    void anImportedAuthoritysNameCannotMoveTheCursor() throws Exception {
        Generation made = FakeAuthority.generation(1, Phase.SUPERSEDED);
        authority.generations.add(new Generation(
                1,
                Phase.SUPERSEDED,
                "CN=\u001b[2Jevil\u202e",
                made.fingerprint(),
                made.notBefore(),
                made.notAfter(),
                true,
                0,
                0,
                null,
                null));

        assertThat(gateway.run(new CaCommand()))
                .contains("G1, superseded, imported", "CN=?[2Jevil?", "no certificates")
                .doesNotContain("\u001b", "\u202e", "CRL");
    }

    static Stream<AuthorityCommand> commands() {
        CaIssueCommand issue = new CaIssueCommand();
        issue.file = "pom.xml";
        issue.identity = "home";
        CaShowCommand show = new CaShowCommand();
        show.serial = "1a";
        CaRevokeCommand revoke = new CaRevokeCommand();
        revoke.name = "1a";
        return Stream.of(
                new CaCommand(), new CaRenewCommand(), new CaListCommand(), show, revoke, new CaExportCommand());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anAuthorityThatIsNotRunningIsAnErrorThatSaysSo(AuthorityCommand command) {
        gateway.without(AuthorityOperations.class);

        assertThatThrownBy(() -> gateway.run(command))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("The certificate authority is not running");
        assertThatThrownBy(() -> gateway.runJson(command)).isInstanceOf(CommandException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void renewMakesTheFirstGeneration(boolean prepare) throws Exception {
        CaRenewCommand renew = new CaRenewCommand();
        renew.prepare = prepare;

        assertThat(gateway.run(renew)).startsWith("Makes the first generation").contains("Generation      G1, ");
        assertThat(authority.done).containsExactly((prepare ? "prepare" : "renew") + " by shell");
    }

    @Test
    void renewSaysWhatWillHappenAndThenWhatHas() throws Exception {
        authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));

        assertThat(gateway.run(new CaRenewCommand()))
                .startsWith("Makes a new generation, which signs from now on. Nobody is cut off: certificates of older"
                        + " generations stay good until they expire.\nMaking keys")
                .contains("Generation      G2, active\n", "  Valid until   2031-11-20 12:00Z (in 1824 days)\n");
    }

    @Test
    void renewGoesOnWithWhatIsPrepared() throws Exception {
        authority.generations.add(FakeAuthority.generation(2, Phase.PREPARED));
        authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
        CaRenewCommand again = new CaRenewCommand();
        again.prepare = true;

        assertThat(gateway.run(new CaRenewCommand()))
                .startsWith("Lets G2, which is prepared, sign from now on. Nobody");
        assertThat(gateway.run(again)).startsWith("G2 is prepared already; it stays as it is.");
    }

    @Test
    void renewCanPrepareOnly() throws Exception {
        authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
        CaRenewCommand renew = new CaRenewCommand();
        renew.prepare = true;

        assertThat(gateway.run(renew)).contains("which does not sign yet. Nobody is cut off", "G2, prepared\n");
    }

    @Test
    void renewGivesTheGenerationAndTheStatusAsJson() throws Exception {
        JsonNode renewed = gateway.runJson(new CaRenewCommand());

        assertThat(renewed.at("/generation").asInt()).isEqualTo(1);
        assertThat(renewed.at("/authority/generations/0/number").asInt()).isEqualTo(1);
    }

    @Test
    void renewAsksWhoeverIsThere() throws Exception {
        CaRenewCommand renew = new CaRenewCommand();
        FakeSession session = new FakeSession("n", "", "yes");
        renew.session = session.interactive();

        assertThat(gateway.run(renew)).endsWith("Nothing was changed.\n");
        assertThat(gateway.run(renew)).endsWith("Nothing was changed.\n");
        assertThat(authority.done).isEmpty();
        assertThat(gateway.run(renew)).contains("G1, active");
        assertThat(session.asked).containsExactly("Go on? [y/N] ", "Go on? [y/N] ", "Go on? [y/N] ");

        assertThat(gateway.run(renew)).as("Ctrl-D").endsWith("Nothing was changed.\n");
    }

    @Test
    void renewAsksNobodyWhenToldSoAndNoScript() throws Exception {
        CaRenewCommand renew = new CaRenewCommand();
        renew.session = FakeSession.headless();
        assertThat(gateway.run(renew)).contains("G1, active");

        FakeSession session = new FakeSession();
        renew.session = session.interactive();
        renew.yes = true;
        assertThat(gateway.run(renew)).contains("G2, active");
        assertThat(session.asked).isEmpty();
    }

    @Test
    void renewSaysWhyItIsNotPossible() {
        authority.failure = "ca.p12 is locked\u001b[31m: correct ca.password";

        assertThatThrownBy(() -> gateway.run(new CaRenewCommand()))
                .isInstanceOf(CommandException.class)
                .hasMessage("ca.p12 is locked?[31m: correct ca.password");
    }
}
