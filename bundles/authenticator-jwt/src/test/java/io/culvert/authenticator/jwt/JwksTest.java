package io.culvert.authenticator.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwksTest {

    private static final IssuerKey RSA = IssuerKey.rsa("RS256", "rsa");
    private static final IssuerKey EC = IssuerKey.ec("ES256", "ec", "secp256r1");
    private static final IssuerKey ED = IssuerKey.edwards("ed", "Ed25519");

    static Stream<Arguments> useless() {
        Json rsa = RSA.jwk();
        Json ec = EC.jwk();
        Json ed = ED.jwk();
        return Stream.of(
                Arguments.of(
                        "RSA of 1024 bits", IssuerKey.rsa("RS256", "weak", 1024).jwk(), "is RSA of 1024 bits"),
                Arguments.of("RSA of 2047 bits", rsa.text("n", "f" + "A".repeat(341)), "is RSA of 20"),
                Arguments.of("RSA with e = 1", rsa.text("e", "AQ"), "cannot be used"),
                Arguments.of("RSA without e", rsa.without("e"), "is not a key that we know"),
                Arguments.of("for encryption", rsa.text("use", "enc"), "says its use"),
                Arguments.of("to sign with", rsa.raw("key_ops", "[\"sign\"]"), "says its key_ops"),
                Arguments.of("to wrap with", rsa.raw("key_ops", "[\"wrapKey\"]"), "says its key_ops"),
                Arguments.of("for RSA-OAEP", rsa.text("alg", "RSA-OAEP"), "does not go with its type"),
                Arguments.of("RSA for ES256", rsa.text("alg", "ES256"), "does not go with its type"),
                Arguments.of("RSA for HS256", rsa.text("alg", "HS256"), "does not go with its type"),
                Arguments.of("RSA for none", rsa.text("alg", "none"), "does not go with its type"),
                Arguments.of("P-256 for ES384", ec.text("alg", "ES384"), "does not go with its type"),
                Arguments.of("symmetric", Json.of("kty", "oct").text("k", "A".repeat(64)), "is symmetric"),
                Arguments.of("with its private part", ed.text("d", "A".repeat(43)), "has its private part"),
                Arguments.of("not on its curve", ec.text("y", "A".repeat(42) + "E"), "is not a key that we know"),
                Arguments.of("at infinity", ec.text("x", "A".repeat(43)).text("y", "A".repeat(43)), "is not a key"),
                Arguments.of("P-256 called P-384", ec.text("crv", "P-384"), "is not a key that we know"),
                Arguments.of("curve unknown", ec.text("crv", "P-999"), "is not a key that we know"),
                Arguments.of("X25519", ed.text("crv", "X25519"), "is not Ed25519 or Ed448"),
                Arguments.of("Ed25519 too short", ed.text("x", "AAAA"), "is not Ed25519 or Ed448"),
                Arguments.of("Ed25519 called Ed448", ed.text("crv", "Ed448"), "is not Ed25519 or Ed448"),
                Arguments.of("type unknown", Json.of("kty", "AKP"), "is not a key that we know"),
                Arguments.of("type missing", Json.of("kid", "x"), "is not a key that we know"),
                Arguments.of("type a number", Json.of("kid", "x").raw("kty", 1), "is not a key that we know"),
                Arguments.of("kid a number", rsa.raw("kid", 1), "is not a key that we know"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void useless(String name, Json key, String why) throws Exception {
        Jwks jwks = parse(IssuerKey.jwks(key, RSA.named("good").jwk()));

        assertThat(jwks.keys().size()).isOne();
        assertThat(jwks.ignored())
                .singleElement()
                .asString()
                .startsWith("keys[0] ")
                .contains(why);
        assertThatThrownBy(() -> parse(IssuerKey.jwks(key)))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("has no key to verify tokens with")
                .hasMessageContaining(why);
    }

    @Test
    void leavesOutWhatIsNoKeyAtAll() throws Exception {
        String good = RSA.jwk().toString();
        Jwks jwks = parse("{\"keys\":[null,1,\"x\",[]," + good + ",true]}");

        assertThat(jwks.keys().size()).isOne();
        assertThat(jwks.ignored()).hasSize(5);
    }

    @Test
    void takesWhatIsForSignatures() throws Exception {
        Jwks jwks = parse(IssuerKey.jwks(
                RSA.jwk().text("use", "sig").text("alg", "RS256"),
                EC.jwk().raw("key_ops", "[\"verify\"]"),
                ED.jwk().text("alg", "EdDSA").raw("unknown", "{}")));

        assertThat(jwks.keys().size()).isEqualTo(3);
        assertThat(jwks.ignored()).isEmpty();
    }

    private static Jwks parse(String json) throws InvalidKeyException {
        return Jwks.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
