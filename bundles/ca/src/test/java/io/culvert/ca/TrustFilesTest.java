package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFilesTest {

    private final List<String> steps = new ArrayList<>();
    private Path folder;
    private TrustFiles trust;
    private Generation first;
    private Generation second;
    private X509CRL firstList;
    private X509CRL secondList;

    @BeforeEach
    void twoGenerations(@TempDir Path temporary) throws Exception {
        folder = temporary;
        trust = new TrustFiles(new DurableFiles(steps::add), folder);
        KeyPair firstKey = TemplateCertificates.ecKey();
        KeyPair secondKey = TemplateCertificates.ecKey();
        first = generation(1, TemplateCertificates.root("CN=Culvert D2D CA G1", firstKey));
        second = generation(
                2, TemplateCertificates.root("O=Grün\\0A-----BEGIN CERTIFICATE-----,CN=Culvert D2D CA G2", secondKey));
        firstList = list(first, firstKey);
        secondList = list(second, secondKey);
    }

    private static Generation generation(int number, X509Certificate root) {
        return new Generation(number, Phase.ACTIVE, "file", "g" + number, root, List.of(), List.of(), false);
    }

    static X509CRL list(Generation generation, KeyPair key) throws Exception {
        JcaX509v2CRLBuilder builder =
                new JcaX509v2CRLBuilder(generation.certificate().getSubjectX500Principal(), Date.from(Instant.now()));
        builder.setNextUpdate(Date.from(Instant.now().plusSeconds(3600)));
        builder.addCRLEntry(java.math.BigInteger.TEN, Date.from(Instant.now()), CRLReason.keyCompromise);
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                .getEncoded();
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    @Test
    void opensslAndGnutlsAndKeytoolAndNginxReadCaPem() throws Exception {
        trust.writeRoots(List.of(first, second));
        Path pem = folder.resolve("ca.pem");

        assertThat(ExternalCommand.succeed("openssl", "storeutl", "-noout", "-certs", pem))
                .contains("Total found: 2");
        assertThat(ExternalCommand.succeed("openssl", "verify", "-CAfile", pem, pem))
                .contains("OK");
        assertThat(ExternalCommand.succeed("openssl", "x509", "-in", pem, "-noout", "-subject"))
                .as("newest first")
                .contains("Culvert D2D CA G2");
        assertThat(ExternalCommand.succeed("certtool", "--certificate-info", "--infile", pem))
                .contains("CN=Culvert D2D CA G1");
        assertThat(ExternalCommand.succeed("keytool", "-printcert", "-file", pem))
                .contains("CN=Culvert D2D CA G1")
                .contains("CN=Culvert D2D CA G2");
        Path imported = folder.resolve("imported.p12");
        ExternalCommand.succeed(
                "keytool", "-importcert", "-noprompt", "-file", pem, "-keystore", imported, "-storepass", "changeit");
        assertThat(imported).exists();
        assertThat(CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem))))
                .hasToString(List.of(second.root(), first.root()).toString());
        nginxReads(pem);
        assertThat(Files.readAllLines(pem))
                .filteredOn(line -> line.startsWith("#"))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "# [ -~]*CN=Culvert D2D CA G[12][ -~]*, SHA-256 [0-9a-f]{64}, valid from 20.*Z to 20.*Z"));
    }

    private void nginxReads(Path pem) throws Exception {
        trust.writeRevoked(List.of(secondList, firstList));
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        ExternalCommand.succeed(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key,
                "-out",
                certificate);
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), """
                pid %1$s/nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/t; proxy_temp_path %1$s/t; fastcgi_temp_path %1$s/t;
                  uwsgi_temp_path %1$s/t; scgi_temp_path %1$s/t;
                  server {
                    listen unix:%1$s/nginx.sock ssl;
                    ssl_certificate %2$s; ssl_certificate_key %3$s;
                    ssl_client_certificate %4$s; ssl_verify_client on; ssl_crl %1$s/crl.pem;
                  }
                }
                """.formatted(folder, certificate, key, pem));
        assertThat(ExternalCommand.succeed("/usr/sbin/nginx", "-t", "-p", folder, "-c", configuration))
                .contains("successful");
    }

    @Test
    void keytoolReadsCaJksAndThereIsNoKeyInIt() throws Exception {
        trust.writeRoots(List.of(first, second));
        String listed = ExternalCommand.succeed(
                "keytool", "-list", "-keystore", folder.resolve("ca.jks"), "-storepass", "changeit");
        assertThat(listed)
                .contains("Keystore type: JKS")
                .contains("contains 2 entries")
                .containsPattern("g1, .*trustedCertEntry")
                .containsPattern("g2, .*trustedCertEntry")
                .doesNotContain("PrivateKeyEntry");
    }

    @Test
    void opensslReadsTheRevocationLists() throws Exception {
        trust.writeRevoked(List.of(secondList, firstList));
        assertThat(ExternalCommand.succeed("openssl", "storeutl", "-noout", "-crls", folder.resolve("crl.pem")))
                .contains("Total found: 2");
        assertThat(ExternalCommand.succeed("openssl", "crl", "-in", folder.resolve("crl.pem"), "-noout", "-issuer"))
                .contains("Culvert D2D CA G2");
    }

    @Test
    void everybodyMayReadThem() throws Exception {
        trust.writeRoots(List.of(first));
        trust.writeRevoked(List.of(firstList));
        for (String name : List.of("ca.pem", "ca.jks", "crl.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void whatIsRightIsNotTouched() throws Exception {
        trust.writeRoots(List.of(first, second));
        trust.writeRevoked(List.of(firstList));
        steps.clear();
        trust.writeRoots(List.of(second, first));
        trust.writeRevoked(List.of(firstList));
        assertThat(steps).isEmpty();

        trust.writeRevoked(List.of(secondList, firstList));
        trust.writeRoots(List.of(second));
        assertThat(steps).contains("crl.pem rename", "ca.pem rename", "ca.jks rename");
        assertThat(ExternalCommand.succeed(
                        "keytool", "-list", "-keystore", folder.resolve("ca.jks"), "-storepass", "changeit"))
                .contains("contains 1 entry");
    }

    @Test
    void whatSomebodyElsePutThereIsReplaced() throws Exception {
        Files.write(folder.resolve("ca.jks"), new byte[] {1, 2, 3});
        trust.writeRoots(List.of(first));
        ExternalCommand.succeed(
                "keytool",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "mine",
                "-dname",
                "CN=mine",
                "-storetype",
                "JKS",
                "-keystore",
                folder.resolve("ca.jks"),
                "-storepass",
                "changeit",
                "-keypass",
                "changeit");
        steps.clear();
        trust.writeRoots(List.of(first));
        assertThat(steps).contains("ca.jks rename").doesNotContain("ca.pem rename");
        assertThat(ExternalCommand.succeed(
                        "keytool", "-list", "-keystore", folder.resolve("ca.jks"), "-storepass", "changeit"))
                .doesNotContain("PrivateKeyEntry");
    }
}
