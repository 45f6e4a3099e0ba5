package io.culvert.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TlsIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {

    @TempDir
    Path folder = Path.of("");

    private Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    private Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Makes NAME.pem and NAME.key. */
    private void make(String name, String kind) {
        TestAuthority.openssl(("req -x509 -nodes -subj /CN=x -newkey " + kind + " -keyout " + key(name) + " -out "
                        + certificate(name))
                .split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ed25519"})
    void aCertificateAndItsKeyAreAnIdentity(String kind) throws Exception {
        make("own", kind);

        TlsIdentity identity = PemFiles.readIdentity(certificate("own"), key("own"));

        assertThat(identity.chain()).isEqualTo(PemFiles.readChain("certificate", certificate("own")));
        assertThat(identity.key().getAlgorithm())
                .isEqualTo(identity.chain().get(0).getPublicKey().getAlgorithm());
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048, rsa:2048",
        "rsa:2048, rsa:3072",
        "ec -pkeyopt ec_paramgen_curve:P-256, ec -pkeyopt ec_paramgen_curve:P-256",
        "ec -pkeyopt ec_paramgen_curve:P-256, ec -pkeyopt ec_paramgen_curve:P-384",
        "ed25519, ed25519"
    })
    void theKeyOfAnotherCertificateIsRefused(String kind, String other) {
        make("own", kind);
        make("other", other);

        assertThatThrownBy(() -> PemFiles.readIdentity(certificate("own"), key("other")))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage(
                        "certificate.key = %s: is not the key of the certificate %s", key("other"), certificate("own"));
        assertThatThrownBy(() -> new ClientTls(
                                "",
                                Secret.NONE,
                                certificate("own").toString(),
                                key("other").toString())
                        .context())
                .hasMessageContaining("is not the key of the certificate");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() {
        make("own", "rsa:2048");
        make("other", "ed25519");

        assertThatThrownBy(() -> PemFiles.readIdentity(certificate("own"), key("other")))
                .hasMessage("certificate.key = %s: is not a RSA key, as the certificate needs it", key("other"));
    }

    @Test
    void aFileThatIsMissingIsNamed() throws Exception {
        make("own", "ed25519");
        Files.delete(key("own"));

        assertThatThrownBy(() -> PemFiles.readIdentity(certificate("own"), key("own")))
                .hasMessage("certificate.key = %s: there is no such file", key("own"));
        assertThatThrownBy(() -> PemFiles.readIdentity(certificate("none"), key("own")))
                .hasMessage("certificate = %s: there is no such file", certificate("none"));
    }
}
