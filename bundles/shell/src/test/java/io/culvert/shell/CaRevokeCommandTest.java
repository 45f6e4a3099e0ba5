package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Device;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Identity;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.RevocationReason;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaRevokeCommandTest {

    private static final String DEVICE = "0b54d0a4-5f3e-4a53-9d3c-0e5a3c2b1a00";

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final FakeAuthority authority = gateway.authority;
    private final CaRevokeCommand revoke = new CaRevokeCommand();

    @BeforeEach
    void twoCertificatesOfADevice() throws Exception {
        authority.certificates.add(FakeAuthority.info("1a2b", DEVICE, "home"));
        authority.certificates.add(FakeAuthority.info("3c4d", DEVICE, "home"));
        authority.encoded.put("1a2b", new OpenSsl(folder).root("pump"));
    }

    @Test
    void revokesACertificate() throws Exception {
        revoke.name = "1A:2B";

        assertThat(gateway.run(revoke))
                .isEqualTo("Revokes certificate 1a2b of device " + DEVICE + ", identity home, and closes its sessions"
                        + " and tunnels. The device may get another one; to shut it out, revoke the device.\n"
                        + "Revoked 1 certificate; the sessions and tunnels concerned are closed.\n");
        assertThat(authority.done).containsExactly("revoke Certificate[serial=1a2b] for UNSPECIFIED by shell");
    }

    @ParameterizedTest
    @ValueSource(strings = {DEVICE, "{" + DEVICE + "}", "0B54D0A4-5F3E-4A53-9D3C-0E5A3C2B1A00"})
    void revokesADevice(String uuid) throws Exception {
        revoke.name = uuid;

        assertThat(gateway.run(revoke))
                .isEqualTo("Revokes 2 certificates of device " + DEVICE + ", which gets no others until it is"
                        + " readmitted (--lift), and closes its sessions and tunnels.\n"
                        + "Revoked 2 certificates; the sessions and tunnels concerned are closed.\n");
        assertThat(authority.blocked).containsExactly(new Device(DEVICE));
    }

    @Test
    void revokesAnIdentityWhateverItIsCalled() throws Exception {
        authority.certificates.add(FakeAuthority.info("5e", DEVICE, "-y \u001b[2J"));
        revoke.identity = "-y \u001b[2J";

        assertThat(gateway.run(revoke))
                .startsWith("Revokes 1 certificate of identity -y ?[2J, which gets no others")
                .doesNotContain("\u001b");
        assertThat(authority.blocked).containsExactly(new Identity("-y \u001b[2J"));
    }

    @Test
    void shutsOutWhoHasNoCertificate() throws Exception {
        revoke.name = DEVICE.replace('0', '9');

        assertThat(gateway.run(revoke)).endsWith("Revoked no certificates.\n");
    }

    @Test
    void givesTheCountAsJsonAndAsksNobody() throws Exception {
        revoke.identity = "home";
        FakeSession session = new FakeSession();
        revoke.session = session.interactive();

        assertThat(gateway.runJson(revoke).at("/revoked").asInt()).isEqualTo(2);
        assertThat(session.asked).isEmpty();
    }

    @Test
    void asksWhoeverIsThere() throws Exception {
        revoke.name = "1a2b";
        revoke.session = new FakeSession("no", "Y").interactive();

        assertThat(gateway.run(revoke)).endsWith("Nothing was revoked.\n");
        assertThat(authority.done).isEmpty();
        assertThat(gateway.run(revoke)).contains("Revoked 1 certificate");
    }

    @ParameterizedTest
    @EnumSource(RevocationReason.class)
    void takesEveryReasonInWords(RevocationReason reason) throws Exception {
        revoke.name = "1a2b";
        revoke.reason = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        gateway.run(revoke);

        assertThat(authority.done).containsExactly("revoke Certificate[serial=1a2b] for " + reason + " by shell");
    }

    @Test
    void completesAllReasons() throws Exception {
        Field option = CaRevokeCommand.class.getDeclaredField("reason");

        assertThat(option.getAnnotation(Completion.class).values())
                .containsExactlyElementsOf(Arrays.stream(RevocationReason.values())
                        .map(Human::word)
                        .toList());
    }

    @Test
    void readmits() throws Exception {
        revoke.name = DEVICE;
        gateway.run(revoke);
        revoke.lift = true;

        assertThat(gateway.run(revoke))
                .isEqualTo("Readmitted device " + DEVICE + "; the certificates it had stay revoked.\n");
        assertThatThrownBy(() -> gateway.run(revoke))
                .isInstanceOf(CommandException.class)
                .hasMessage("There is nothing to lift: device " + DEVICE + " is not revoked");

        authority.blocked.add(new Identity("home"));
        revoke.name = null;
        revoke.identity = "home";
        assertThat(gateway.runJson(revoke).at("/readmitted").asText()).isEqualTo("home");
    }

    @Test
    void saysWhatIsPossible() {
        assertRevokeFails(null, null, "Give one of the three");
        assertRevokeFails("1a2b", "home", "Give one of the three");
        assertRevokeFails("pump-7", null, "pump-7 is no serial number (hexadecimal digits) and no UUID");
        assertRevokeFails("pump-7", null, "an identity is given with --identity");
        assertRevokeFails(DEVICE + "0", null, "8-4-4-4-12 digits");
        assertRevokeFails("", null, "- is no serial number");
        assertRevokeFails("ffff", null, "There is no certificate ffff");
        assertRevokeFails(DEVICE.replace("-", ""), null, "If it is the UUID of a device, write it with hyphens");
        revoke.reason = "bad-mood";
        assertRevokeFails("1a2b", null, "--reason must be one of unspecified, key-compromise,");
        revoke.lift = true;
        assertRevokeFails(DEVICE, null, "--lift takes no --reason");
        assertRevokeFails("1a2b", null, "A certificate that was revoked stays revoked");
        assertThat(authority.done).isEmpty();
    }

    @Test
    void saysWhyItCouldNotBeWritten() {
        authority.failure = "The disk is full";
        assertRevokeFails("1a2b", null, "The disk is full");
        assertRevokeFails(DEVICE, null, "The disk is full");
        revoke.lift = true;
        assertRevokeFails(DEVICE, null, "The disk is full");
    }

    private void assertRevokeFails(@Nullable String name, @Nullable String identity, String message) {
        revoke.name = name;
        revoke.identity = identity;
        assertThatThrownBy(() -> gateway.run(revoke))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(message);
    }
}
