package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The authority of devices, by mouse. */
@ExtendWith(InBrowser.class)
class CertificatesIT {

    @Test
    void renewsTheAuthorityAndNoTunnelNotices(Visit visit) throws Exception {
        visit.logInAsAdmin();
        try (Tunnel tunnel = Tunnel.between(
                visit.gateway().ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-4")) {
            visit.open(DashboardPage.CERTIFICATES);
            visit.heading("Generation 1").waitFor();
            int before = visit.headings("Generation ").count();

            visit.button("Renew D2D Certificate").click();
            assertThat(visit.dialog()).containsText("generation " + (before + 1));
            visit.screenshot("certificates-renew");
            visit.dialogButton("Renew now").click();

            assertThat(visit.heading("Generation " + (before + 1))).isVisible();
            assertThat(visit.page().locator("dialog[open]")).hasCount(0);
            visit.screenshot("certificates-renewed");
            byte[] message = {1, 2, 3};
            tunnel.first().send(false, message, 0, message.length);
            assertThat(tunnel.second().receive(new byte[16])).isEqualTo(message.length);
        }
        assertThat(roots(Files.newInputStream(visit.gateway().authority()))).hasSizeGreaterThan(1);
    }

    @Test
    void givesItsFiles(Visit visit) throws Exception {
        visit.logIn(User.VIEWER);
        visit.open(DashboardPage.CERTIFICATES);

        assertThat(roots(download(visit, "ca.pem"))).isNotEmpty();
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(download(visit, "ca.jks"), "changeit".toCharArray());
        assertThat(store.size()).isPositive();
        try (InputStream in = download(visit, "crl.pem")) {
            Collection<?> lists = CertificateFactory.getInstance("X.509").generateCRLs(in);
            assertThat(lists).isNotEmpty().allMatch(X509CRL.class::isInstance);
        }
    }

    @Test
    void issuesFindsAndRevokes(Visit visit) throws Exception {
        Path key = Files.createTempFile(Distribution.directory(), "lamp", ".key");
        visit.logIn(User.OPERATOR);
        visit.open(DashboardPage.CERTIFICATES);
        visit.button("Issue certificate").click();
        visit.dialog().getByLabel("Identity").fill("lamp");
        visit.dialog().getByLabel("Certificate signing request").fill(signingRequest(key, "/CN=lamp"));
        visit.dialogButton("Issue").click();
        assertThat(visit.dialog()).containsText("BEGIN CERTIFICATE");
        visit.screenshot("certificates-issued");
        visit.dialogButton("Close").last().click();

        Locator search = visit.page().getByRole(AriaRole.SEARCHBOX);
        search.fill("nobody has this");
        assertThat(visit.row("lamp")).hasCount(0);
        search.fill("lamp");
        assertThat(visit.row("lamp")).containsText("valid");
        visit.row("lamp")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Revoke"))
                .click();
        visit.screenshot("certificates-revoke");
        visit.dialogButton("Revoke").click();
        assertThat(visit.row("lamp")).hasCount(0);
        visit.page().getByLabel("Which certificates").selectOption("revoked");
        assertThat(visit.row("lamp")).containsText("revoked");
        visit.screenshot("certificates-revoked");
    }

    @Test
    void letsACompanyVouchForTheAuthority(Visit visit) throws Exception {
        visit.complaints().expect("409");
        visit.logInAsAdmin();
        visit.open(DashboardPage.CERTIFICATES);
        visit.button("Have it signed by your company").click();
        Path request = Distribution.directory().resolve("ca.csr");
        visit.page()
                .waitForDownload(() -> visit.dialog().getByText("ca.csr").click())
                .saveAs(request);
        Locator file = visit.dialog().getByLabel("Certificates");

        file.setInputFiles(visit.authority().certificate());
        visit.dialogButton("Put into every chain").click();
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).containsText("signing request");
        visit.screenshot("certificates-cross-refused");

        file.setInputFiles(visit.authority().authorise(request));
        visit.dialogButton("Put into every chain").click();
        assertThat(visit.dialog()).containsText("CN=itests vouches for the authority now");
        visit.screenshot("certificates-cross-certified");
    }

    @Test
    void importsTheAuthorityOfACompany(Visit visit) throws Exception {
        Path folder = Files.createTempDirectory(Distribution.directory(), "company");
        Path key = folder.resolve("devices.key");
        Path request = folder.resolve("devices.csr");
        Files.writeString(request, signingRequest(key, "/CN=Devices of the company"));
        Path chain = visit.authority().authorise(request);
        Path keystore = keystore(folder.resolve("devices.p12"), chain, key);
        visit.complaints().expect("400");
        visit.logInAsAdmin();
        visit.open(DashboardPage.CERTIFICATES);
        visit.heading("Generation 1").waitFor();
        String made = "Generation " + (visit.headings("Generation ").count() + 1);

        visit.button("Import an authority").click();
        Locator file = visit.dialog().getByLabel("Certificates");
        file.setInputFiles(chain);
        assertThat(visit.dialog().getByLabel("Key")).isVisible();
        file.setInputFiles(keystore);
        assertThat(visit.dialog().getByLabel("Key")).hasCount(0);
        visit.dialog().getByLabel("Password").fill("guess");
        visit.dialogButton("Import").click();
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).containsText("password");
        visit.screenshot("certificates-import-refused");

        visit.dialog().getByLabel("Password").fill("sesame");
        visit.dialogButton("Import").click();
        assertThat(visit.dialog()).containsText(made + " signs now");
        visit.screenshot("certificates-imported");
        visit.dialogButton("Close").last().click();
        assertThat(visit.card(made)).containsText("CN=Devices of the company (imported)");
        assertThat(visit.button("Import an authority")).isFocused();
    }

    private static Path keystore(Path file, Path chain, Path key) throws IOException, InterruptedException {
        Program.run(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                chain.toString(),
                "-inkey",
                key.toString(),
                "-passout",
                "pass:sesame",
                "-out",
                file.toString());
        return file;
    }

    private static InputStream download(Visit visit, String name) {
        Download download = visit.page().waitForDownload(() -> visit.link(name).click());
        assertThat(download.suggestedFilename()).isEqualTo(name);
        return download.createReadStream();
    }

    private static Collection<?> roots(InputStream pem) throws Exception {
        try (pem) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        }
    }

    private static String signingRequest(Path key, String subject) throws IOException, InterruptedException {
        return Program.run(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-noenc",
                "-subj",
                subject,
                "-keyout",
                key.toString());
    }
}
