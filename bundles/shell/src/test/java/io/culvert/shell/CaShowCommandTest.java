package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.RevocationReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaShowCommandTest {

    private static final String DEVICE = "0b54d0a4-5f3e-4a53-9d3c-0e5a3c2b1a00";

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final CaShowCommand show = new CaShowCommand();

    @BeforeEach
    void aRevokedCertificate() throws Exception {
        CertificateInfo valid = FakeAuthority.info("1a2b", DEVICE, "ho\u001bme");
        gateway.authority.certificates.add(new CertificateInfo(
                valid.serial(),
                valid.device(),
                valid.identity(),
                1,
                valid.notBefore(),
                valid.notAfter(),
                new CertificateInfo.Revocation(
                        FakeGateway.NOW.minus(Duration.ofHours(3)), RevocationReason.SUPERSEDED)));
        gateway.authority.encoded.put("1a2b", new OpenSsl(folder).root("pump"));
        show.serial = "1a2b";
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a2b", "1A2B", "1a:2B", "001a2b"})
    void showsOneCertificate(String serial) throws Exception {
        show.serial = serial;

        assertThat(gateway.run(show))
                .contains("Serial          1a2b\n")
                .contains("Device          " + DEVICE + "\n")
                .contains("Identity        ho?me\n")
                .contains("Subject         CN=pump\n")
                .contains("Issuer          CN=pump, G1\n")
                .contains("Key             EC 256\n")
                .contains("Valid until     2026-12-21 12:00Z (in 29 days)\n")
                .contains("State           revoked, superseded\n")
                .contains("Revoked         2026-11-22 09:00Z (3h00m ago)\n")
                .contains("SHA-256         " + fingerprint() + "\n");
    }

    private String fingerprint() throws Exception {
        return new OpenSsl(folder)
                .run("x509", "-noout", "-fingerprint", "-sha256", "-in", "pump.pem")
                .strip()
                .replaceFirst(".*=", "");
    }

    @Test
    void printsPemAlone() throws Exception {
        show.pem = true;

        assertThat(gateway.run(show)).isEqualTo(Files.readString(folder.resolve("pump.pem")));
    }

    @Test
    void givesTheSameAsJson() throws Exception {
        JsonNode shown = gateway.runJson(show);

        assertThat(shown.at("/certificate/revocation/reason").asText()).isEqualTo("SUPERSEDED");
        assertThat(shown.at("/certificate/identity").asText()).isEqualTo("ho\u001bme");
        assertThat(shown.at("/fingerprint").asText())
                .isEqualTo(fingerprint().replace(":", "").toLowerCase(Locale.ROOT));
        assertThat(shown.at("/pem").asText()).isEqualTo(Files.readString(folder.resolve("pump.pem")));
    }

    @Test
    void saysWhatIsPossible() {
        assertShowFails("99", "There is no certificate 99; culvert:ca-list --expired shows those there are");
        assertShowFails(DEVICE, "culvert:ca-list --device shows those of a device");
        assertShowFails(DEVICE.replace("-", ""), "If it is the UUID of a device, write it with hyphens");
        assertShowFails("\u001b[2J", "?[2J is no serial number: it has hexadecimal digits only.");
        assertShowFails("1".repeat(41), "is no serial number");
        gateway.authority.failure = "The register cannot be read";
        assertShowFails("1a2b", "The register cannot be read");
    }

    private void assertShowFails(String serial, String message) {
        show.serial = serial;
        assertThatThrownBy(() -> gateway.run(show))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(message);
    }
}
