package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.TrustBundle;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaExportCommandTest {

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final FakeAuthority authority = gateway.authority;
    private final CaExportCommand export = new CaExportCommand();

    @BeforeEach
    void twoRootsAndALink() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        X509Certificate first = openssl.root("G1");
        X509Certificate second = openssl.root("G2");
        X509Certificate link = openssl.intermediate("Link", "G1");
        Files.writeString(folder.resolve("ca.cnf"), """
                [ca]
                default_ca = x
                [x]
                database = index.txt
                crlnumber = crlnumber
                default_md = sha256
                default_crl_days = 14
                """);
        Files.writeString(folder.resolve("index.txt"), "");
        Files.writeString(folder.resolve("crlnumber"), "07\n");
        openssl.run("ca", "-gencrl", "-config", "ca.cnf", "-cert", "G1.pem", "-keyfile", "G1.key", "-out", "crl.pem");
        X509CRL crl;
        try (InputStream in = Files.newInputStream(folder.resolve("crl.pem"))) {
            crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
        }
        authority.trust = new TrustBundle(List.of(second, first), List.of(link), List.of(crl));
        authority.folder = folder.toString();
    }

    @Test
    void printsTheRootsAndWhatTheyAre() throws Exception {
        String printed = gateway.run(export);

        assertThat(printed).startsWith("# CN=G2, valid until ").contains("SHA-256 " + fingerprint("G1"));
        assertThat(readBack(printed)).isEqualTo(authority.trust.roots());
        export.pem = true;
        assertThat(gateway.run(export)).isEqualTo(printed);
    }

    @Test
    void whatItPrintsIsGoodForOpenssl() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        Files.writeString(folder.resolve("roots.pem"), gateway.run(export));
        export.chain = true;
        Files.writeString(folder.resolve("chain.pem"), gateway.run(export));

        assertThat(openssl.run("verify", "-CAfile", "roots.pem", "Link.pem")).contains("OK");
        assertThat(openssl.run("verify", "-CAfile", "chain.pem", "Link.pem")).contains("OK");
        assertThat(Files.readString(folder.resolve("chain.pem"))).contains("# CN=Link, ", ", by CN=G1\n");
        assertThat(readBack(Files.readString(folder.resolve("chain.pem")))).hasSize(3);
    }

    @Test
    void printsRevocationLists() throws Exception {
        export.crl = true;
        String printed = gateway.run(export);

        assertThat(printed).startsWith("# CN=G1, no certificates revoked, valid until ");
        Files.writeString(folder.resolve("printed.pem"), printed);
        assertThat(new OpenSsl(folder).run("crl", "-in", "printed.pem", "-noout", "-issuer"))
                .containsPattern("CN ?= ?G1");
    }

    @Test
    void printsARequestAndNothingElse() throws Exception {
        authority.request = Files.readAllBytes(folder.resolve("Link.csr"));
        new OpenSsl(folder).request("G3");
        authority.request = Files.readAllBytes(folder.resolve("G3.der"));
        export.csr = true;

        assertThat(gateway.run(export)).isEqualTo(Files.readString(folder.resolve("G3.csr")));
    }

    @Test
    void writesAFileAndShowsTheFingerprints() throws Exception {
        Path file = folder.resolve("out.pem");
        export.out = file.toString();

        assertThat(gateway.run(export))
                .startsWith("Wrote " + file + "\n  CN=G2, valid until ")
                .contains("SHA-256 " + fingerprint("G2"), "SHA-256 " + fingerprint("G1"));
        assertThat(readBack(Files.readString(file))).isEqualTo(authority.trust.roots());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThatThrownBy(() -> gateway.run(export)).hasMessageContaining("is there already");
        export.force = true;
        gateway.run(export);
    }

    @Test
    void givesTheSameAsJson() throws Exception {
        JsonNode exported = gateway.runJson(export);

        assertThat(exported.at("/authorities/0/subject").asText()).isEqualTo("CN=G2");
        assertThat(exported.at("/authorities/0/fingerprint").asText())
                .isEqualTo(fingerprint("G2").replace(":", "").toLowerCase(Locale.ROOT));
        assertThat(readBack(exported.at("/pem").asText())).hasSize(2);
        assertThat(exported.at("/file").isNull()).isTrue();
    }

    @Test
    void writesTheTruststoreThatTheAuthorityKeeps() throws Exception {
        Files.write(folder.resolve("ca.jks"), new byte[] {1, 2, 3});
        export.jks = true;
        assertThatThrownBy(() -> gateway.run(export)).hasMessageStartingWith("--jks needs --out FILE");

        Path file = folder.resolve("trust.jks");
        export.out = file.toString();
        assertThat(gateway.run(export)).startsWith("Wrote " + file).contains(fingerprint("G1"));
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});

        Files.delete(folder.resolve("ca.jks"));
        export.force = true;
        assertThatThrownBy(() -> gateway.run(export)).hasMessageEndingWith("ca.jks cannot be read; see culvert:ca");
    }

    @Test
    void refusesTwoThingsAtOnceAndSaysWhatIsWrong() {
        export.crl = true;
        export.chain = true;
        assertThatThrownBy(() -> gateway.run(export))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("Give one of");

        export.crl = false;
        export.chain = false;
        export.csr = true;
        authority.failure = "No generation signs";
        assertThatThrownBy(() -> gateway.run(export)).hasMessage("No generation signs");
    }

    private List<X509Certificate> readBack(String pem) throws Exception {
        Path file = Files.writeString(folder.resolve("read-back.pem"), pem);
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    private String fingerprint(String name) throws Exception {
        return new OpenSsl(folder)
                .run("x509", "-noout", "-fingerprint", "-sha256", "-in", name + ".pem")
                .strip()
                .replaceFirst(".*=", "");
    }
}
