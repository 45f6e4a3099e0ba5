package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.FakeAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaImportCommandTest {

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final FakeAuthority authority = gateway.authority;
    private final CaImportCommand command = new CaImportCommand();

    @BeforeEach
    void anAuthorityOfACompany() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        openssl.root("Company");
        openssl.intermediate("Devices", "Company");
        openssl.request("stranger");
        Files.writeString(folder.resolve("chain.pem"), pem("Devices.pem") + pem("Company.pem"));
        Files.writeString(folder.resolve("password"), "sesame\n");
        openssl.run(
                "pkcs12",
                "-export",
                "-in",
                "chain.pem",
                "-inkey",
                "Devices.key",
                "-passout",
                "file:password",
                "-out",
                "all.p12");
        authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
    }

    private String pem(String file) throws Exception {
        return Files.readString(folder.resolve(file));
    }

    private List<X509Certificate> chain() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        return List.of(openssl.certificate("Devices.pem"), openssl.certificate("Company.pem"));
    }

    @Test
    void importsPemWithItsKey() throws Exception {
        give("chain.pem", "Devices.key");

        assertThat(gateway.run(command))
                .startsWith("Makes a new generation of this authority, which signs from now on. Nobody is cut off")
                .contains("  Subject       CN=Devices\n", "  Issuer        CN=Company\n", "  SHA-256       ")
                .endsWith("G2 signs now.\n");
        assertThat(authority.done).containsExactly("import by shell");
        assertThat(authority.chain).isEqualTo(chain());
        assertThat(authority.key).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sec1", "pkcs8 first"})
    void importsAKeyInTheSameFile(String way) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        String content;
        if (way.equals("sec1")) {
            openssl.run("ec", "-in", "Devices.key", "-out", "sec1.key");
            content = pem("chain.pem") + pem("sec1.key");
        } else {
            content = pem("Devices.key") + "subject=CN = Devices\n" + pem("chain.pem");
        }
        Files.writeString(folder.resolve("both.pem"), content);
        give("both.pem", null);

        assertThat(gateway.runJson(command).at("/generation").asInt()).isEqualTo(2);
        assertThat(authority.chain).isEqualTo(chain());
        assertThat(authority.key).isNotNull();
    }

    @Test
    void importsPkcs12ByAPasswordFromAFile() throws Exception {
        give("all.p12", null);
        command.password = "file:" + folder.resolve("password");
        JsonNode imported = gateway.runJson(command);

        assertThat(imported.at("/generation").asInt()).isEqualTo(2);
        assertThat(imported.at("/subject").asText()).isEqualTo("CN=Devices");
        assertThat(imported.at("/issuer").asText()).isEqualTo("CN=Company");
        assertThat(authority.chain).isEqualTo(chain());
    }

    @Test
    void asksForThePasswordWithoutShowingIt() throws Exception {
        give("all.p12", null);
        FakeSession session = new FakeSession("sesame", "y", "sesame", "n");
        command.session = session.interactive();

        assertThat(gateway.run(command)).endsWith("G2 signs now.\n").doesNotContain("sesame");
        assertThat(session.asked)
                .containsExactly("Password of " + folder.resolve("all.p12") + ": |hidden", "Go on? [y/N] ");
        assertThat(gateway.run(command)).endsWith("Nothing was changed.\n");
        assertThat(authority.done).hasSize(1);
    }

    @Test
    void takesASignatureUnderItsOwnKey() throws Exception {
        give("chain.pem", null);

        assertThat(gateway.run(command))
                .startsWith("Lets CN=Company vouch for the generation that signs")
                .endsWith("It is in every chain now.\n");
        assertThat(gateway.runJson(command).at("/generation").isNull()).isTrue();
        assertThat(authority.done).containsExactly("cross-certify by shell", "cross-certify by shell");
        assertThat(authority.chain).isEqualTo(chain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DER", "PKCS#7"})
    void takesWhatAuthoritiesSendElse(String format) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        if (format.equals("DER")) {
            openssl.run("x509", "-in", "Devices.pem", "-outform", "DER", "-out", "sent");
        } else {
            openssl.run("crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform", "DER", "-out", "sent");
        }
        give("sent", null);
        gateway.run(command);

        assertThat(authority.done).containsExactly("cross-certify by shell");
        assertThat(authority.chain).contains(chain().get(0));
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws Exception {
        assertImportFails("nowhere", null, "there is no such file on the gateway's machine");
        assertImportFails(".", null, "the gateway cannot read it");
        assertImportFails("password", null, "holds no certificates in PEM, DER or PKCS#7, and is no PKCS#12 file");
        assertImportFails("stranger.csr", null, "holds no certificates");
        assertImportFails("chain.pem", "nowhere", "there is no such file");
        assertImportFails("chain.pem", "Company.pem", "holds no private key in PEM");
        assertImportFails("all.p12", "Devices.key", "is PKCS#12 and has its key inside; leave --key out");
        Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertImportFails("large", null, "is too large");
        Files.write(folder.resolve("empty"), new byte[0]);
        assertImportFails("empty", null, "holds no certificate");
        new OpenSsl(folder).run("ec", "-in", "Devices.key", "-aes128", "-passout", "pass:x", "-out", "locked.key");
        assertImportFails("chain.pem", "locked.key", "--key = ");
        byte[] whole = Files.readAllBytes(folder.resolve("all.p12"));
        Files.write(folder.resolve("torn.p12"), java.util.Arrays.copyOf(whole, whole.length / 2));
        command.password = "file:" + folder.resolve("password");
        assertImportFails("torn.p12", null, "is damaged, or no PKCS#12 that Java can read");
        assertThat(authority.done).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAKeystore() throws Exception {
        Files.writeString(folder.resolve("wrong"), "open");
        command.password = "file:" + folder.resolve("wrong");
        assertImportFails("all.p12", null, "the password does not open it");

        new OpenSsl(folder)
                .run(
                        "pkcs12",
                        "-export",
                        "-nokeys",
                        "-in",
                        "chain.pem",
                        "-passout",
                        "file:password",
                        "-out",
                        "public.p12");
        command.password = "file:" + folder.resolve("password");
        assertImportFails("public.p12", null, "holds no private key");
    }

    @Test
    void takesNoPasswordThatIsTyped() {
        command.password = "sesame";
        assertImportFails("all.p12", null, "--password must be file:NAME or env:NAME");
        command.password = "env:NO_SUCH_VARIABLE";
        assertImportFails("all.p12", null, "has no such variable");
        command.password = "file:" + folder.resolve("nowhere");
        assertImportFails("all.p12", null, "there is no such file");
        command.password = null;
        assertImportFails("all.p12", null, "there is nobody to be asked");
        command.session = FakeSession.headless();
        assertImportFails("all.p12", null, "there is nobody to be asked");
    }

    @Test
    void saysWhyTheAuthorityRefusesIt() {
        authority.failure = "CN=Devices may not sign: it has no keyCertSign";
        assertImportFails("chain.pem", "Devices.key", "CN=Devices may not sign");
        assertImportFails("chain.pem", null, "CN=Devices may not sign");
    }

    @Test
    void neverShowsTheKey() throws Exception {
        AuthorityFile file = AuthorityFile.read(
                folder.resolve("chain.pem").toString(),
                folder.resolve("Devices.key").toString(),
                () -> new char[0]);

        assertThat(file).hasToString("AuthorityFile[CN=Devices, with its key]");
    }

    private void give(String file, @Nullable String key) {
        command.file = folder.resolve(file).toString();
        command.keyFile = key == null ? null : folder.resolve(key).toString();
    }

    private void assertImportFails(String file, @Nullable String key, String message) {
        give(file, key);
        assertThatThrownBy(() -> gateway.run(command))
                .as(file)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(message);
    }
}
