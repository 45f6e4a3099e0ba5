package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationListTest {

    private final Instant now = Instant.now();

    private final Path folder;

    RevocationListTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<RevocationList.Entry> entries(int count) {
        Random random = new Random(1);
        List<RevocationList.Entry> entries = new ArrayList<>();
        RevocationReason[] reasons = RevocationReason.values();
        for (int i = 0; i < count; i++) {
            entries.add(new RevocationList.Entry(new BigInteger(127, random), now, reasons[i % reasons.length]));
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC-P256", "EC-P384", "RSA-3072"})
    void opensslAndCerttoolVerifyIt(String algorithm) throws Exception {
        TestAuthority authority = TestAuthority.of(algorithm);
        X509CRL list = RevocationList.make(authority.issuer(1), 258, entries(6), now, Duration.ofDays(7));
        String file = Pem.crls(folder, "crl.pem", List.of(list));
        String root = Pem.certificates(folder, "root.pem", authority.roots(1));

        String shown = ExternalCommand.run("openssl", "crl", "-noout", "-text", "-CAfile", root, "-in", file)
                .expectSuccess()
                .replaceAll("\\s+", " ");
        assertThat(shown)
                .contains(
                        "verify OK",
                        "Version 2 (0x1)",
                        "Issuer: CN = Culvert D2D CA G1",
                        "X509v3 CRL Number: 258",
                        "X509v3 Authority Key Identifier:",
                        "Key Compromise",
                        "Affiliation Changed",
                        "Superseded",
                        "Cessation Of Operation",
                        "Privilege Withdrawn")
                .doesNotContain("Unspecified");
        assertThat(ExternalCommand.run("certtool", "--verify-crl", "--load-ca-certificate", root, "--infile", file)
                        .expectSuccess())
                .contains("Verified");
        list.verify(authority.root(1).getPublicKey());
        assertThat(list.getThisUpdate().toInstant()).isBefore(now);
        assertThat(Duration.between(now, list.getNextUpdate().toInstant()))
                .isBetween(Duration.ofDays(7).minusSeconds(1), Duration.ofDays(7));
    }

    @Test
    void anEmptyListIsAList() throws Exception {
        X509CRL list = TestAuthority.of("EC-P256").crl(1);

        assertThat(list.getRevokedCertificates()).isNull();
        assertThat(list.getVersion()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 100_000})
    void longListsAreWhole(int count) throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        List<RevocationList.Entry> entries = entries(count);
        X509CRL list = RevocationList.make(authority.issuer(1), 1, entries, now, Duration.ofDays(7));

        assertThat(list.getRevokedCertificates()).hasSize(count);
        assertThat(list.getRevokedCertificate(entries.get(count - 1).serial())).isNotNull();
        assertThat(list.getEncoded().length / count).isLessThan(50);
    }
}
