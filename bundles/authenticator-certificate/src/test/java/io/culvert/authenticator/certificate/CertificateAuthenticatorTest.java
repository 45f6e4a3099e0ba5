package io.culvert.authenticator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.util.converter.Converters;

class CertificateAuthenticatorTest {

    private static Path folder = Path.of("");
    private static TestAuthority root = new TestAuthority(folder, new Issued(folder, folder));
    private static Issued device = root.own();

    @BeforeAll
    static void issue(@TempDir Path temporary) {
        folder = temporary;
        root = TestAuthority.root(folder, "root");
        device = root.client(
                "/O=Example/OU=devices/serialNumber=4711/CN=pump-7",
                "URI:spiffe://example.org/other",
                "URI:spiffe://example.org/device/pump-7",
                "DNS:pump-7.example.org",
                "email:pump-7@example.org");
    }

    private static CertificateConfig config(Map<String, Object> keys) {
        return Converters.standardConverter().convert(keys).to(CertificateConfig.class);
    }

    private static CertificateAuthenticator authenticator(Map<String, Object> keys) {
        return new CertificateAuthenticator(config(keys), Map.of());
    }

    private static Credentials credentials(List<X509Certificate> chain) {
        var connection = new ConnectionInfo(
                "c1",
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                Instant.EPOCH,
                chain);
        return new Credentials("a token", null, "name", "nonce", connection);
    }

    private static AuthResult ask(CertificateAuthenticator authenticator, Issued shown) throws CertificateException {
        List<X509Certificate> chain =
                new ClientCertificates(List.of(root.own().certificate()), true).verify(shown.certificates());
        return authenticator
                .authenticate(credentials(chain))
                .toCompletableFuture()
                .join();
    }

    private static AuthResult ask(Map<String, Object> keys, Issued shown) throws CertificateException {
        return ask(authenticator(keys), shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            subject-cn | pump-7
            subject    | CN=pump-7,SERIALNUMBER=4711,OU=devices,O=Example
            san-uri    | spiffe://example.org/other
            san-dns    | pump-7.example.org
            san-email  | pump-7@example.org
            """)
    void aPeerIsKnownByWhatIsConfigured(String identity, String known) throws Exception {
        assertThat(ask(Map.of("identity", identity), device))
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(accepted.identity())
                        .isEqualTo(known));
    }

    @Test
    void theFingerprintIsThatOfOpenssl() throws Exception {
        String printed = TestAuthority.openssl(
                "x509",
                "-noout",
                "-fingerprint",
                "-sha256",
                "-in",
                device.chain().toString());
        String digits = printed.substring(printed.indexOf('=') + 1).strip();
        String expected = digits.replace(":", "").toLowerCase(Locale.ROOT);

        assertThat(ask(Map.of("identity", "fingerprint", "fingerprints", List.of(digits)), device))
                .isInstanceOfSatisfying(Accepted.class, accepted -> {
                    assertThat(accepted.identity()).isEqualTo(expected);
                    assertThat(accepted.attributes())
                            .containsEntry("certificate.sha256", expected)
                            .containsEntry("certificate.issuer", "CN=root");
                });
        assertThat(ask(Map.of("fingerprints", List.of("0".repeat(64))), device)).isInstanceOf(Abstained.class);
    }

    @Test
    void ofSeveralNamesTheFirstThatIsAllowedCounts() throws Exception {
        assertThat(ask(Map.of("identity", "san-uri", "identities", List.of("spiffe://example.org/device/*")), device))
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(accepted.identity())
                        .isEqualTo("spiffe://example.org/device/pump-7"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            identities | pump-?                                       | true
            identities | pump-*                                       | true
            identities | *                                            | true
            identities | pump                                         | false
            identities | pump.7                                       | false
            identities | PUMP-7                                       | false
            identities | pump-??                                      | false
            subjects   | CN=*,SERIALNUMBER=*,OU=devices,O=Example     | true
            subjects   | cn=pump-7, serialnumber=47*, ou=devices, o=Example | true
            subjects   | CN=*,O=Example                               | false
            subjects   | *=*                                          | false
            subjects   | CN=*,SERIALNUMBER=*,OU=people,O=Example      | false
            issuers    | CN=root                                      | true
            issuers    | CN=toor                                      | false
            """)
    void patternsSayWhoGetsIn(String key, String pattern, boolean allowed) throws Exception {
        AuthResult result = ask(Map.of(key, List.of("CN=nobody,O=Nowhere", pattern)), device);
        assertThat(result instanceof Accepted).isEqualTo(allowed);
    }

    @Test
    void aCommaWithinANameIsNoEndOfAPart() throws Exception {
        Issued sly = root.client("/CN=x,OU=devices,O=Example");
        Issued honest = root.client("/O=Example/OU=devices/CN=x");
        Map<String, Object> keys = Map.of("subjects", List.of("CN=*,OU=devices,O=Example"));

        assertThat(ask(keys, honest)).isInstanceOf(Accepted.class);
        assertThat(ask(keys, sly)).isInstanceOf(Abstained.class);
    }

    @Test
    void allRulesMustMatch() throws Exception {
        Map<String, Object> keys =
                new HashMap<>(Map.of("identities", List.of("pump-7"), "issuers", List.of("CN=root")));
        assertThat(ask(keys, device)).isInstanceOf(Accepted.class);
        keys.put("subjects", List.of("CN=pump-7"));
        assertThat(ask(keys, device)).isInstanceOf(Abstained.class);
    }

    @Test
    void abstainsWithoutCertificateEvenWhenStrict() {
        assertThat(authenticator(Map.of("strict", true))
                        .authenticate(credentials(List.of()))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Abstained.class);
    }

    @Test
    void rejectsWhatNoRuleMatchesWhenStrict() throws Exception {
        assertThat(ask(Map.of("strict", true, "identities", List.of("valve-*")), device))
                .isEqualTo(new Rejected("no rule matches the certificate of"
                        + " \"CN=pump-7,SERIALNUMBER=4711,OU=devices,O=Example\""));
    }

    @Test
    void aCertificateWithoutTheConfiguredNameMatchesNothing() throws Exception {
        Issued nameless = root.client("/O=Example");
        for (String identity : List.of("subject-cn", "san-uri", "san-dns", "san-email")) {
            assertThat(ask(Map.of("identity", identity), nameless)).isInstanceOf(Abstained.class);
        }
        assertThat(ask(Map.of("identity", "subject"), nameless)).isInstanceOf(Accepted.class);
    }

    @Test
    void rejectsACertificateThatHasExpiredSinceThePeerConnected() throws Exception {
        Instant later = device.certificate().getNotAfter().toInstant().plusSeconds(1);
        Instant earlier = device.certificate().getNotBefore().toInstant().minusSeconds(1);
        for (Instant wrong : List.of(later, earlier)) {
            var authenticator =
                    new CertificateAuthenticator(config(Map.of()), Map.of(), Clock.fixed(wrong, ZoneOffset.UTC));
            assertThat(ask(authenticator, device))
                    .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                            .contains("is not valid now"));
        }
    }

    @Test
    void theScopeSaysWhoMeetsWhom() throws Exception {
        assertThat(scope(Map.of())).isNull();
        assertThat(scope(Map.of("scope", "token"))).isNull();
        assertThat(scope(Map.of("scope", "identity"))).isEqualTo("certificate:pump-7");
        assertThat(scope(Map.of("scope", "plant 3"))).isEqualTo("plant 3");
    }

    private static @Nullable String scope(Map<String, Object> keys) throws Exception {
        return ((Accepted) ask(keys, device)).scope();
    }

    @Test
    void limitsArePassedOn() throws Exception {
        Accepted accepted = (Accepted)
                ask(Map.of("limit.tunnels", 2, "limit.bytes.per.second", 1000, "limit.lifetime", 60), device);
        assertThat(accepted.limits()).isEqualTo(new Limits(2, 1000, Duration.ofMinutes(1)));
    }

    @Test
    void keepsTheRulesFromBeforeAMistake() throws Exception {
        var authenticator = authenticator(Map.of("identities", List.of("pump-7")));
        authenticator.modified(config(Map.of("identity", "shoe size")), Map.of());
        assertThat(ask(authenticator, device)).isInstanceOf(Accepted.class);
        authenticator.modified(config(Map.of("identities", List.of("valve-*"))), Map.of());
        assertThat(ask(authenticator, device)).isInstanceOf(Abstained.class);
    }

    @Test
    void letsNobodyInByAFirstFileWithAMistakeUntilItIsPutRight() throws Exception {
        var authenticator = authenticator(Map.of("identity", "shoe size", "strict", true));
        assertThat(ask(authenticator, device)).isInstanceOf(Abstained.class);
        authenticator.modified(config(Map.of()), Map.of());
        assertThat(ask(authenticator, device)).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            identity     | cn             | identity = cn: must be one of subject-cn, subject, san-uri
            subjects     | everybody      | subjects[0] = everybody: is no distinguished name
            issuers      | ' '            | issuers[0]: is empty
            identities   | ["x"]          | identities[0]: begins with a quote or bracket
            fingerprints | abc            | fingerprints[0] = abc: must be a SHA-256
            scope        | token:abc      | scope = token:abc: begins like the scopes
            scope        | ''             | scope: is empty
            name         | ''             | name: is empty
            """)
    void aMistakeIsToldWithItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> Rules.of(config(Map.of(key, value)), new ConfigurationReader(Map.of())))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith(message);
    }
}
