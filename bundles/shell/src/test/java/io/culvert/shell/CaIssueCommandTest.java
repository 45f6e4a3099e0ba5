package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaIssueCommandTest {

    private static final String DEVICE = "0b54d0a4-5f3e-4a53-9d3c-0e5a3c2b1a00";

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final FakeAuthority authority = gateway.authority;
    private final CaIssueCommand issue = new CaIssueCommand();

    @BeforeEach
    void aRequestAndWhatComesOfIt() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        openssl.request("pump");
        authority.issuance = new Issuance.Issued(
                openssl.root("Device"),
                List.of(openssl.root("Link")),
                FakeAuthority.info("1a2b", DEVICE, "ho\u001bme"));
        issue.identity = "home";
        issue.file = openssl.path("pump.csr");
    }

    @Test
    void printsTheCertificateAndWhatLeadsToTheAuthority() throws Exception {
        String printed = gateway.run(issue);

        assertThat(printed)
                .isEqualTo(
                        Files.readString(folder.resolve("Device.pem")) + Files.readString(folder.resolve("Link.pem")));
        assertThat(authority.done).containsExactly("issue null of home for null by shell");
        assertThat(authority.request).isEqualTo(Files.readAllBytes(folder.resolve("pump.der")));
    }

    @Test
    void takesDerAndSaysTheAuthorityWhatItIsFor() throws Exception {
        issue.file = folder.resolve("pump.der").toString();
        issue.uuid = DEVICE;
        issue.days = 7;
        gateway.run(issue);

        assertThat(authority.done).containsExactly("issue " + DEVICE + " of home for PT168H by shell");
        assertThat(authority.request).isEqualTo(Files.readAllBytes(folder.resolve("pump.der")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEW CERTIFICATE REQUEST", "CERTIFICATE REQUEST"})
    void takesBothNamesOfARequestAndTextAroundIt(String label) throws Exception {
        String pem = Files.readString(folder.resolve("pump.csr")).replace("CERTIFICATE REQUEST", label);
        Files.writeString(
                folder.resolve("pump.csr"), "Certificate Request:\r\n" + pem.replace("\n", "\r\n") + "bye\r\n");
        gateway.run(issue);

        assertThat(authority.request).isEqualTo(Files.readAllBytes(folder.resolve("pump.der")));
    }

    @Test
    void givesEverythingAsJson() throws Exception {
        JsonNode issued = gateway.runJson(issue);

        assertThat(issued.at("/certificate/serial").asText()).isEqualTo("1a2b");
        assertThat(issued.at("/pem").asText()).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(issued.at("/file").isNull()).isTrue();
    }

    @Test
    void writesAFileAndNeverOverAnother() throws Exception {
        Path file = folder.resolve("pump.pem");
        issue.out = file.toString();

        assertThat(gateway.run(issue))
                .isEqualTo("Wrote " + file + "\nSerial          1a2b\nDevice          " + DEVICE
                        + "\nIdentity        ho?me\nValid until     2026-12-21 12:00Z (in 29 days)\n");
        assertThat(file).content().contains("-----BEGIN CERTIFICATE-----");

        Files.writeString(file, "dear to somebody");
        assertThatThrownBy(() -> gateway.run(issue)).hasMessage(file + ": is there already, and --force replaces it");
        assertThat(file).hasContent("dear to somebody");
        assertThat(authority.done).as("nothing is issued for nothing").hasSize(1);

        issue.force = true;
        assertThat(gateway.runJson(issue).at("/file").asText()).isEqualTo(file.toString());
        assertThat(file).content().contains("-----BEGIN CERTIFICATE-----");
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(each -> each.toString().endsWith(".part"));
        }
    }

    @Test
    void looksAtTheFileBeforeItIssues() {
        issue.out = folder.resolve("no/such/folder/pump.pem").toString();
        assertThatThrownBy(() -> gateway.run(issue)).hasMessageContaining("its folder is not there");

        issue.out = folder.toString();
        assertThatThrownBy(() -> gateway.run(issue)).hasMessage(folder + ": is a folder");
        assertThat(authority.done).isEmpty();
    }

    @Test
    void saysWhyItWasRefused() {
        authority.issuance = new Issuance.Refused(
                Refusal.WRONG_NAME, "The request names \u001b[1murn:x; leave alternative names out.");

        assertThatThrownBy(() -> gateway.run(issue))
                .isInstanceOf(CommandException.class)
                .hasMessage("Refused, wrong-name: The request names ?[1murn:x; leave alternative names out.");
        assertThatThrownBy(() -> gateway.runJson(issue)).isInstanceOf(CommandException.class);
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws Exception {
        assertIssueFails("nowhere.csr", "there is no such file on the gateway's machine");
        assertIssueFails(".", "the gateway cannot read it");
        assertIssueFails("pump.key", "holds a PRIVATE KEY, and no certificate signing request");
        assertIssueFails("Device.pem", "holds a CERTIFICATE, and no certificate signing request");
        Files.write(folder.resolve("empty"), new byte[0]);
        assertIssueFails("empty", "holds no certificate signing request in PEM or DER; openssl req -new");
        Files.write(folder.resolve("large"), new byte[1 << 20]);
        assertIssueFails("large", "is too large");
        String pem = Files.readString(folder.resolve("pump.csr"));
        Files.writeString(folder.resolve("torn"), pem.replaceFirst("(?s)(-----\n.....).*-----END", "$1\n-----END"));
        assertIssueFails("torn", "is damaged");
        Files.writeString(folder.resolve("half"), pem.substring(0, 200));
        assertIssueFails("half", "holds a CERTIFICATE REQUEST, and no");
        assertThat(authority.done).isEmpty();
    }

    private void assertIssueFails(String file, String message) {
        issue.file = folder.resolve(file).toString();
        assertThatThrownBy(() -> gateway.run(issue))
                .as(file)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoRequestInsideIsTheAuthoritysAffair() throws Exception {
        byte[] der = {0x30, 3, 2, 1, 5};
        Files.writeString(
                folder.resolve("x"),
                "-----BEGIN CERTIFICATE REQUEST-----\n"
                        + new String(Base64.getEncoder().encode(der), StandardCharsets.US_ASCII)
                        + "\n-----END CERTIFICATE REQUEST-----\n");
        issue.file = folder.resolve("x").toString();
        gateway.run(issue);

        assertThat(authority.request).isEqualTo(der);
    }

    @Test
    void refusesWhatMakesNoSense() {
        issue.days = 0;
        assertThatThrownBy(() -> gateway.run(issue)).hasMessage("--days must be 1 or more");
        issue.days = null;
        issue.identity = " ";
        assertThatThrownBy(() -> gateway.run(issue)).hasMessageStartingWith("--identity is empty");
    }
}
