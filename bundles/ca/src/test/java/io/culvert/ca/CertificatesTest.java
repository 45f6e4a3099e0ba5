package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in certificates, as openssl shows it. */
class CertificatesTest {

    private final Path folder;

    CertificatesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private String shown(X509Certificate certificate) {
        String file = Pem.certificates(folder, "shown.pem", List.of(certificate));
        return ExternalCommand.run("openssl", "x509", "-noout", "-text", "-in", file)
                .expectSuccess()
                .replaceAll("\\s+", " ");
    }

    private static CheckedRequest request(KeyPair pair) throws RefusedRequestException {
        return CheckedRequest.of(SigningRequest.of(TestAuthority.request(pair)), TestAuthority.SUBJECT);
    }

    @Test
    void aRootIsItsOwnAndHasRoomForOneLink() {
        TestAuthority authority = TestAuthority.of("EC-P256");
        X509Certificate root = authority.root(1);

        assertThat(shown(root))
                .contains(
                        "Issuer: CN = Culvert D2D CA G1 ",
                        "Subject: CN = Culvert D2D CA G1 ",
                        "X509v3 Basic Constraints: critical CA:TRUE, pathlen:1 ",
                        "X509v3 Key Usage: critical Certificate Sign, CRL Sign ",
                        "X509v3 Subject Key Identifier:")
                .doesNotContain("Authority Key Identifier");
        assertThat(Duration.between(root.getNotBefore().toInstant(), Instant.now()))
                .isBetween(Duration.ofHours(23), Duration.ofHours(25));
    }

    @Test
    void aLinkHasTheNewerNameAndKeyAndLastsAsLongAsBoth() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256", "EC-P384");
        X509Certificate link = authority.generation(2).links().get(0);

        assertThat(shown(link))
                .contains(
                        "Issuer: CN = Culvert D2D CA G1 ",
                        "Subject: CN = Culvert D2D CA G2 ",
                        "CA:TRUE, pathlen:0 ",
                        "X509v3 Key Usage: critical Certificate Sign, CRL Sign ",
                        "Signature Algorithm: ecdsa-with-SHA256");
        assertThat(KeyIdentifier.of(link)).isEqualTo(KeyIdentifier.of(authority.root(2)));
        assertThat(link.getPublicKey()).isEqualTo(authority.root(2).getPublicKey());
        assertThat(link.getNotAfter()).isEqualTo(authority.root(1).getNotAfter());

        X509Certificate brief = AuthorityCertificates.root(
                authority.issuer(2).signer(),
                authority.root(2).getPublicKey(),
                "Brief",
                3,
                Duration.ofDays(1),
                Instant.now());
        Generation newer = new Generation(3, Phase.PREPARED, "file", "g2", brief, List.of(), List.of(), false);
        assertThat(AuthorityCertificates.link(authority.issuer(1), newer, Instant.now())
                        .getNotAfter())
                .isEqualTo(brief.getNotAfter());
    }

    @Test
    void aDeviceHasItsNamesAndNothingOfTheRequestButTheKey() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        KeyPair pair = TestKeys.make("EC-P256");
        X509Certificate certificate = authority.certificate(
                1, TestRequests.named(pair, new X500Name("CN=alice@example.org")), TestAuthority.SUBJECT);

        assertThat(shown(certificate))
                .contains(
                        "Subject: CN = pump 7 ",
                        "X509v3 Basic Constraints: critical CA:FALSE ",
                        "X509v3 Key Usage: critical Digital Signature ",
                        "X509v3 Extended Key Usage: TLS Web Client Authentication, TLS Web Server Authentication ",
                        "URI:urn:culvert:device:f81d4fae-7dec-11d0-a765-00a0c91e6bf6,"
                                + " URI:urn:culvert:identity:alice%40example.org ",
                        "X509v3 Authority Key Identifier:")
                .doesNotContain("CRL Distribution", "Authority Information Access");
        assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(certificate.getSerialNumber().signum()).isPositive();
        Duration life = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        assertThat(life).isEqualTo(Duration.ofDays(30).plusMinutes(5));
    }

    @Test
    void certificatesSayWhereRevocationIsFoundWhenTheyAreTold() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256", "EC-P256").withUrl("http://gateway.example:8080");
        String url = "http://gateway.example:8080/d2d/";
        X509Certificate server = GatewayCertificates.server(
                authority.issuer(1),
                authority.profile(),
                TestKeys.make("EC-P256").getPublic(),
                List.of("gateway.example"),
                Instant.now());

        assertThat(shown(authority.device(2).certificate()))
                .contains("Full Name: URI:" + url + "crl-2.der", "OCSP - URI:" + url + "ocsp");
        assertThat(shown(server)).contains("URI:" + url + "crl-1.der", "OCSP - URI:" + url + "ocsp");
    }

    @Test
    void nothingIsValidBeforeOrAfterWhatIsAboveIt() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        Instant end = authority.root(1).getNotAfter().toInstant();
        Instant begin = authority.root(1).getNotBefore().toInstant();
        CheckedRequest request = request(TestKeys.make("EC-P256"));

        X509Certificate last =
                DeviceCertificates.issue(authority.issuer(1), authority.profile(), request, Duration.ofDays(30), end);
        assertThat(last.getNotAfter().toInstant()).isEqualTo(end);
        X509Certificate first =
                DeviceCertificates.issue(authority.issuer(1), authority.profile(), request, Duration.ofDays(30), begin);
        assertThat(first.getNotBefore().toInstant()).isEqualTo(begin);
        for (Instant outside : List.of(end.plusSeconds(1), begin.minusSeconds(1))) {
            assertThatThrownBy(() -> DeviceCertificates.issue(
                            authority.issuer(1), authority.profile(), request, Duration.ofDays(30), outside))
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageContaining("set the clock, or renew the authority");
        }
    }

    @Test
    void aServerHasTheNamesAndAddressesThatItIsGiven() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        X509Certificate server = GatewayCertificates.server(
                authority.issuer(1),
                authority.profile(),
                TestKeys.make("EC-P256").getPublic(),
                List.of("gateway.example.", "*.example.org", "bücher.example", "192.0.2.1", "2001:db8::1", "[::1]"),
                Instant.now());

        assertThat(shown(server))
                .contains(
                        "DNS:gateway.example, DNS:*.example.org, DNS:xn--bcher-kva.example, IP Address:192.0.2.1,"
                                + " IP Address:2001:DB8:0:0:0:0:0:1, IP Address:0:0:0:0:0:0:0:1 ",
                        "X509v3 Extended Key Usage: TLS Web Server Authentication ",
                        "Subject: CN = gateway.example");
        for (String bad :
                List.of("", "a b", "http://gateway", "-a.example", "a..b", "gateway:443", "*", "x".repeat(64))) {
            assertThatThrownBy(() -> GatewayCertificates.server(
                            authority.issuer(1),
                            authority.profile(),
                            TestKeys.make("EC-P256").getPublic(),
                            List.of(bad),
                            Instant.now()))
                    .as(bad)
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageContaining("neither a host name nor an address");
        }
    }

    @Test
    void serialNumbersAreRandom() {
        TestAuthority authority = TestAuthority.of("EC-P256");
        KeyPair pair = TestKeys.make("EC-P256");
        Set<Object> serials = new HashSet<>();
        int bits = 0;
        for (int i = 0; i < 200; i++) {
            X509Certificate certificate = authority.certificate(1, TestAuthority.request(pair), TestAuthority.SUBJECT);
            serials.add(certificate.getSerialNumber());
            bits = Math.max(bits, certificate.getSerialNumber().bitLength());
        }
        assertThat(serials).hasSize(200);
        assertThat(bits).isEqualTo(127);
    }

    @Test
    void opensslVerifiesTheSigningRequestOfAnAuthority() throws Exception {
        for (String algorithm : List.of("EC-P256", "EC-P384", "RSA-2048")) {
            TestAuthority authority = TestAuthority.of(algorithm);
            String file = Pem.write(folder, "ca.csr", AuthorityCertificates.signingRequest(authority.issuer(1)));
            String shown = ExternalCommand.run(
                            "openssl", "req", "-verify", "-noout", "-text", "-inform", "DER", "-in", file)
                    .expectSuccess();
            assertThat(shown.replaceAll("\\s+", " "))
                    .contains("OK", "Subject: CN = Culvert D2D CA G1", "CA:TRUE, pathlen:1", "Certificate Sign");
        }
    }

    @Test
    void anAuthorityWhosePathLengthForbidsItSignsNoLinks() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        ForeignAuthority brief = ForeignAuthority.make(folder, "EC-P256", "", "pathlen:0");
        ForeignAuthority briefRoot = ForeignAuthority.make(folder, "EC-P256", "pathlen:1", "");
        ForeignAuthority roomy = ForeignAuthority.make(folder, "EC-P256", "pathlen:2", "pathlen:1");
        ForeignAuthority unlimited = ForeignAuthority.make(folder, "EC-P256", "", "");
        authority.importing(brief.pair(), brief.imported());
        authority.importing(briefRoot.pair(), briefRoot.imported());
        authority.importing(roomy.pair(), roomy.imported());
        authority.importing(unlimited.pair(), unlimited.imported());
        Generation last = authority.renew("EC-P256");

        assertThat(last.links()).hasSize(3);
        assertThat(AuthorityCertificates.obstacleToLinks(authority.generation(2))
                        .orElseThrow())
                .contains("Intermediate 1", "only 0");
        assertThat(AuthorityCertificates.obstacleToLinks(authority.generation(3))
                        .orElseThrow())
                .contains("Root", "only 1");
        assertThatThrownBy(() -> AuthorityCertificates.link(authority.issuer(2), last, Instant.now()))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("generation 2 may not vouch");
    }

    @Test
    void aKeyThatCannotSignSaysSo() {
        TestAuthority authority = TestAuthority.of("EC-P256");
        authority.keys.adopt(
                "g1", TestKeys.make("RSA-2048").getPrivate(), authority.root(1).getPublicKey());

        assertThatThrownBy(
                        () -> RevocationList.make(authority.issuer(1), 1, List.of(), Instant.now(), Duration.ofDays(1)))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("revocation list could not be signed");
    }
}
