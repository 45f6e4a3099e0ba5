package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.PROPERTIES;
import static io.culvert.authenticator.jwt.Fixture.ask;
import static io.culvert.authenticator.jwt.Fixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.config.ConfigurationReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake, and what the operator reads. */
class ConfigurationTest {

    private static final IssuerKey KEY = IssuerKey.edwards("ed", "Ed25519");

    static Stream<Arguments> mistakes() {
        Fixture url = Fixture.of().with("jwks.url", "https://localhost:1/jwks");
        return Stream.of(
                Arguments.of(Fixture.of(), "jwks.url and jwks.file: exactly one of the two is needed"),
                Arguments.of(url.with("jwks.file", "x"), "jwks.url and jwks.file: exactly one of the two is needed"),
                Arguments.of(url.without("issuer"), "issuer: is empty"),
                Arguments.of(url.with("issuer", "\"x\""), "issuer: begins with a quote or bracket"),
                Arguments.of(url.with("name", ""), "name: is empty"),
                Arguments.of(url.without("audience"), "audience is empty: name what the issuer writes into aud"),
                Arguments.of(url.with("audience", List.of("a", "")), "audience[1]: is empty"),
                Arguments.of(url.with("audience.any", true), "audience and audience.any contradict each other"),
                Arguments.of(url.with("algorithms", List.of("HS256")), "algorithms = [HS256]: must be of RS256, RS384"),
                Arguments.of(url.with("algorithms", List.of("none")), "algorithms = [none]: must be of RS256"),
                Arguments.of(url.with("algorithms", List.of("rs256")), "algorithms = [rs256]: must be of RS256"),
                Arguments.of(url.with("leeway", 601), "leeway = 601: must be a whole number between 0 and 600"),
                Arguments.of(url.with("leeway", -1), "leeway = -1: must be"),
                Arguments.of(url.with("leeway", "soon"), "leeway = "),
                Arguments.of(url.with("max.lifetime", -1), "max.lifetime = -1: must be"),
                Arguments.of(url.with("limit.tunnels", -1), "limit.tunnels = -1: must be"),
                Arguments.of(url.with("claim.identity", ""), "claim.identity: is empty"),
                Arguments.of(url.with("claim.attributes", List.of(" ")), "claim.attributes[0]: is empty"),
                Arguments.of(url.with("jwks.age", 0), "jwks.age = 0: must be"),
                Arguments.of(url.with("jwks.stale", -1), "jwks.stale = -1: must be"),
                Arguments.of(url.with("jwks.pause", 0), "jwks.pause = 0: must be"),
                Arguments.of(url.with("jwks.size", 10), "jwks.size = 10: must be"),
                Arguments.of(url.with("jwks.timeout", 0), "jwks.timeout = 0: must be"),
                Arguments.of(url.with("jwks.url", "http://id.example.com/jwks"), "must begin with https://"),
                Arguments.of(url.with("jwks.url", "http://localhost.example.com/"), "must begin with https://"),
                Arguments.of(url.with("jwks.url", "http://127.0.0.1.example.com/"), "must begin with https://"),
                Arguments.of(url.with("jwks.url", "ftp://id.example.com/jwks"), "must begin with https://, http://"),
                Arguments.of(url.with("jwks.url", "https:///jwks"), "jwks.url = https:///jwks: "),
                Arguments.of(url.with("jwks.url", "https://u:s3cret@localhost/"), "must be without user and password"),
                Arguments.of(url.with("ca", "/no/such/ca.pem"), "ca = /no/such/ca.pem: there is no such file"),
                Arguments.of(url.with("certificate", "x.pem"), "certificate and certificate.key belong together"),
                Arguments.of(url.with(".ca.password", "file:/no/such"), ".ca.password = file:/no/such: there is no"),
                Arguments.of(
                        Fixture.of().with("jwks.file", "/no/such.json"),
                        "jwks.file = /no/such.json: there is no such file"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void mistakes(Fixture fixture, String message) {
        try (CapturedLog log = new CapturedLog()) {
            JwtAuthenticator authenticator = fixture.authenticator();

            assertThat(log.text())
                    .containsOnlyOnce("ERROR")
                    .contains("file:/etc/x.config: ")
                    .contains(message)
                    .contains(". Tokens of its issuer let nobody in until this is put right")
                    .doesNotContain("s3cret");
            assertThat(ask(authenticator, KEY.token(claims()))).isInstanceOf(Abstained.class);
        }
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("", "is not a JWK Set"),
                Arguments.of("{}", "is not a JWK Set"),
                Arguments.of("{\"keys\":[]}", "has no key to verify tokens with"),
                Arguments.of("-----BEGIN PUBLIC KEY-----\n", "is PEM without a whole public key or certificate"),
                Arguments.of(pem("PUBLIC KEY", "AAAA"), "block 1 is none of RSA, EC, EdDSA"),
                Arguments.of(pem("CERTIFICATE", "AAAA"), "block 1 is not a certificate"),
                Arguments.of(KEY.pem() + pem("PRIVATE KEY", "AAAA"), "block 2 is a PRIVATE KEY"),
                Arguments.of(IssuerKey.rsa("RS256", "weak", 1024).pem(), "block 1 is RSA of 1024 bits"),
                Arguments.of("x".repeat((1 << 20) + 1), "is larger than 1048576 bytes"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void files(String content, String message, @TempDir Path folder) {
        try (CapturedLog log = new CapturedLog()) {
            Fixture.file(folder.resolve("keys"), content).authenticator();

            assertThat(log.text()).contains("jwks.file = " + folder.resolve("keys") + ": " + message);
        }
    }

    private static String pem(String label, String base64) {
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    @Test
    void aMistakeChangesNothingAndItsCorrectionDoes(@TempDir Path folder) {
        Fixture good = Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(KEY));
        JwtAuthenticator authenticator = good.authenticator();
        try (CapturedLog log = new CapturedLog()) {
            authenticator.modified(good.without("audience").config(), PROPERTIES);
            assertThat(log.text()).contains("What was configured before holds until this is put right");
        }
        assertThat(ask(authenticator, KEY.token(claims()))).isInstanceOf(Accepted.class);

        authenticator.modified(good.with("issuer", "other").config(), PROPERTIES);
        assertThat(ask(authenticator, KEY.token(claims()))).isInstanceOf(Abstained.class);

        authenticator.deactivate();
        assertThat(ask(authenticator, KEY.token(claims().text("iss", "other")))).isInstanceOf(Abstained.class);
    }

    @Test
    void aFirstFileWithAMistakeCanBePutRight(@TempDir Path folder) {
        JwtAuthenticator authenticator = Fixture.of().authenticator();

        authenticator.modified(
                Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(KEY)).config(), PROPERTIES);

        assertThat(ask(authenticator, KEY.token(claims()))).isInstanceOf(Accepted.class);
    }

    @Test
    void noTextOfAPartOfATokenShowsIt() throws Exception {
        String text = KEY.token(claims());
        Token token = Token.parse(text);
        assertThat(token).isNotNull();
        if (token != null) {
            Jws jws = Settings.of(Fixture.of().config(), new ConfigurationReader(PROPERTIES))
                    .header()
                    .check(token);
            assertThat(List.of(token.toString(), token.claims().toString(), jws.toString()))
                    .allMatch(shown -> shown.endsWith("[***]"));
        }
    }

    @Test
    void logsNothingOfATokenAtAnyLevel(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jwks.json");
        JwtAuthenticator authenticator = Fixture.file(file, IssuerKey.jwks(KEY)).authenticator();
        String good = KEY.token(claims());
        try (CapturedLog log = new CapturedLog()) {
            Files.writeString(file, "broken");
            for (String token : List.of(
                    good,
                    good + "x",
                    good.substring(3),
                    KEY.token(claims().raw("exp", 1)),
                    KEY.named("other").token(claims()))) {
                ask(authenticator, token);
            }
            assertThat(log.text()).contains("is not a JWK Set");
            for (String part : good.split("\\.", -1)) {
                assertThat(log.text()).doesNotContain(part);
            }
            assertThat(log.text()).doesNotContain("alice").doesNotContain("broken");
        }
    }
}
