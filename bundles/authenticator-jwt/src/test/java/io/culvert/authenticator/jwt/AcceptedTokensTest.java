package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.NOW;
import static io.culvert.authenticator.jwt.Fixture.SECONDS;
import static io.culvert.authenticator.jwt.Fixture.ask;
import static io.culvert.authenticator.jwt.Fixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.AuthResult.Uses;
import io.culvert.api.auth.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedTokensTest {

    private static final IssuerKey RSA = IssuerKey.rsa("RS256", "rsa");

    static Stream<IssuerKey> algorithms() {
        return Stream.of(
                RSA,
                RSA.signingWith("RS384"),
                RSA.signingWith("RS512"),
                RSA.signingWith("PS256"),
                RSA.signingWith("PS384"),
                RSA.signingWith("PS512"),
                IssuerKey.ec("ES256", "p256", "secp256r1"),
                IssuerKey.ec("ES384", "p384", "secp384r1"),
                IssuerKey.ec("ES512", "p521", "secp521r1"),
                IssuerKey.edwards("ed25519", "Ed25519"),
                IssuerKey.edwards("ed448", "Ed448"));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void acceptsEveryAlgorithmByJwkAndByPem(IssuerKey key, @TempDir Path folder) {
        JwtAuthenticator byJwk =
                Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(key)).authenticator();
        JwtAuthenticator byPem = Fixture.file(folder.resolve("key.pem"), "a comment\n" + key.pem())
                .authenticator();
        JwtAuthenticator byThatAlone = Fixture.file(folder.resolve("same.json"), IssuerKey.jwks(key))
                .with("algorithms", List.of(key.alg()))
                .authenticator();
        for (JwtAuthenticator authenticator : List.of(byJwk, byPem, byThatAlone)) {
            assertThat(ask(authenticator, key.token(claims()))).isEqualTo(new Accepted("alice"));
            assertThat(ask(authenticator, key.token(key.header().without("kid"), claims())))
                    .isEqualTo(new Accepted("alice"));
        }
        assertThat(ask(byPem, key.named("whatever").token(claims()))).isEqualTo(new Accepted("alice"));
        assertThat(ask(byJwk, key.named("whatever").token(claims()))).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void refusesEveryAlgorithmThatIsNotAllowed(IssuerKey key, @TempDir Path folder) {
        String other = key.alg().equals("PS256") ? "RS256" : "PS256";
        JwtAuthenticator authenticator = Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(key))
                .with("algorithms", List.of(other))
                .authenticator();

        assertThat(ask(authenticator, key.token(claims())))
                .isEqualTo(new Rejected("its alg is not one of those that are allowed"));
    }

    @Test
    void aKeyThatIsForOneAlgorithmIsForNoOther(@TempDir Path folder) {
        JwtAuthenticator authenticator = Fixture.file(
                        folder.resolve("jwks.json"), IssuerKey.jwks(RSA.jwk().text("alg", "PS256")))
                .authenticator();

        assertThat(ask(authenticator, RSA.token(claims())))
                .isEqualTo(new Rejected("its alg does not go with the key which its kid names"));
        assertThat(ask(authenticator, RSA.signingWith("PS256").token(claims()))).isInstanceOf(Accepted.class);
    }

    @Test
    void takesTheKeyOfACertificate(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.of(folder, "dns:issuer");
        JwtAuthenticator authenticator =
                Fixture.of().with("jwks.file", certificate.pem().toString()).authenticator();

        assertThat(ask(authenticator, certificate.key("ES256").token(claims()))).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"culvert\"", "[\"culvert\"]", "[\"other\",\"culvert\"]", "[\"culvert\",\"culvert\"]"})
    void acceptsTheAudienceAloneOrAmongOthers(String audience, @TempDir Path folder) {
        assertThat(ask(fixture(folder).authenticator(), RSA.token(claims().raw("aud", audience))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void anyAudienceIsForOperatorsWhoWantIt(@TempDir Path folder) {
        JwtAuthenticator any =
                fixture(folder).without("audience").with("audience.any", true).authenticator();

        assertThat(ask(any, RSA.token(claims().text("aud", "other")))).isInstanceOf(Accepted.class);
        assertThat(ask(any, RSA.token(claims().without("aud")))).isInstanceOf(Accepted.class);
    }

    @Test
    void clocksMayDifferByTheLeeway(@TempDir Path folder) {
        JwtAuthenticator authenticator = fixture(folder).authenticator();
        for (Json claims : List.of(
                claims().raw("exp", SECONDS - 29),
                claims().raw("nbf", SECONDS + 30),
                claims().raw("iat", SECONDS + 30),
                claims().raw("exp", (SECONDS + 5) + ".75"),
                claims().raw("exp", (SECONDS / 1000 + 1) + "e3"))) {
            assertThat(ask(authenticator, RSA.token(claims)))
                    .as(claims.toString())
                    .isInstanceOf(Accepted.class);
        }
        JwtAuthenticator exact = fixture(folder).with("leeway", 0).authenticator();
        assertThat(ask(exact, RSA.token(claims().raw("exp", SECONDS)))).isInstanceOf(Rejected.class);
        assertThat(ask(exact, RSA.token(claims().raw("exp", SECONDS + 1)))).isInstanceOf(Accepted.class);
        assertThat(ask(exact, RSA.token(claims().raw("nbf", SECONDS + 1)))).isInstanceOf(Rejected.class);
    }

    @Test
    void limitsTheLifetimeOfTokens(@TempDir Path folder) {
        JwtAuthenticator authenticator =
                fixture(folder).with("max.lifetime", 600).authenticator();

        assertThat(ask(authenticator, RSA.token(claims().raw("exp", SECONDS + 590))))
                .isInstanceOf(Accepted.class);
        assertThat(ask(authenticator, RSA.token(claims().raw("exp", SECONDS + 591))))
                .isEqualTo(new Rejected("from iat to exp it lives longer than 600 s"));
        assertThat(ask(authenticator, RSA.token(claims().without("iat"))))
                .isEqualTo(new Rejected("it has no iat, so that its lifetime is not known"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"})
    void comparesTypesAsMediaTypes(String type, @TempDir Path folder) {
        JwtAuthenticator authenticator = fixture(folder).with("typ", "at+jwt").authenticator();

        assertThat(ask(authenticator, RSA.token(RSA.header().text("typ", type), claims())))
                .isInstanceOf(Accepted.class);
        assertThat(ask(authenticator, RSA.token(claims()))).isEqualTo(new Rejected("its typ is not at+jwt"));
        assertThat(ask(authenticator, RSA.token(RSA.header().without("typ"), claims())))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void takesIdentityScopeLimitsAndAttributesFromClaims(@TempDir Path folder) {
        JwtAuthenticator authenticator = fixture(folder)
                .with("claim.identity", "email")
                .with("claim.scope", "team")
                .with("claim.tunnels", "tunnels")
                .with("claim.bytes.per.second", "rate")
                .with("claim.lifetime", "stay")
                .with("claim.attributes", List.of("azp", "groups", "level", "vip", "address", "absent", "ratio"))
                .with("limit.tunnels", 5)
                .with("limit.bytes.per.second", 1000)
                .with("limit.lifetime", 60)
                .authenticator();
        Json claims = claims().text("email", "alice@example.com").text("team", "red");

        assertThat(ask(authenticator, RSA.token(claims)))
                .isEqualTo(new Accepted("alice@example.com")
                        .inScope("red")
                        .within(new Limits(5, 1000, Duration.ofMinutes(1))));
        assertThat(ask(
                        authenticator,
                        RSA.token(claims.raw("tunnels", 2)
                                .raw("rate", 5_000_000_000L)
                                .raw("stay", 0)
                                .text("azp", "app\\n\\u202e1")
                                .raw("groups", "[\"a\",\"b\",{\"c\":1},[\"d\"],null]")
                                .raw("level", 7)
                                .raw("ratio", "1.5")
                                .raw("vip", true)
                                .raw("address", "{\"street\":\"x\"}"))))
                .isEqualTo(new Accepted("alice@example.com")
                        .inScope("red")
                        .within(new Limits(2, 5_000_000_000L, Duration.ZERO))
                        .with(Map.of("azp", "app??1", "groups", "a,b", "level", "7", "vip", "true", "ratio", "1.5")));
        for (Json wrong : List.of(
                claims.without("team"),
                claims.text("team", "token:abc"),
                claims.raw("team", "[\"red\"]"),
                claims.text("team", " "),
                claims.raw("tunnels", -1),
                claims.raw("tunnels", "1.5"),
                claims.raw("tunnels", 3_000_000_000L),
                claims.text("tunnels", "1"),
                claims.raw("rate", "null"),
                claims.raw("stay", 3_000_000_000L))) {
            assertThat(ask(authenticator, RSA.token(wrong)))
                    .as(wrong.toString())
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aOneTimeTokenIsRememberedUntilNobodyAcceptsItAnyMore(@TempDir Path folder) {
        JwtAuthenticator once = fixture(folder).with("one.time", true).authenticator();
        assertThat(ask(once, RSA.token(claims())))
                .isEqualTo(new Accepted("alice").goodFor(uses(1, RSA.token(claims()))));

        JwtAuthenticator counted = fixture(folder).with("claim.uses", "uses").authenticator();
        assertThat(ask(counted, RSA.token(claims()))).isEqualTo(new Accepted("alice"));
        String three = RSA.token(claims().raw("uses", 3));
        assertThat(ask(counted, three)).isEqualTo(new Accepted("alice").goodFor(uses(3, three)));
        for (String wrong : List.of("0", "-1", "null", "\"1\"", "1e99")) {
            assertThat(ask(counted, RSA.token(claims().raw("uses", wrong))))
                    .as(wrong)
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void countsATokenWhoseSignatureAnybodyCanWriteInTwoWaysAsOne(@TempDir Path folder) throws Exception {
        IssuerKey ec = IssuerKey.ec("ES256", "ec", "secp256r1");
        Path file = Files.writeString(folder.resolve("ec.json"), IssuerKey.jwks(ec));
        JwtAuthenticator once = Fixture.of()
                .with("jwks.file", file.toString())
                .with("one.time", true)
                .authenticator();

        String token = ec.token(claims());
        String other = Forgery.mirrored(token);
        assertThat(other).isNotEqualTo(token);
        assertThat(ask(once, token)).isInstanceOf(Accepted.class).isEqualTo(ask(once, other));
    }

    private static Uses uses(int tunnels, String token) {
        return new Uses(tunnels, NOW.plusSeconds(330), token.substring(0, token.lastIndexOf('.')));
    }

    private static Fixture fixture(Path folder) {
        return Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(RSA));
    }
}
