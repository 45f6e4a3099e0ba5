package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.ISSUER;
import static io.culvert.authenticator.jwt.Fixture.SECONDS;
import static io.culvert.authenticator.jwt.Fixture.ask;
import static io.culvert.authenticator.jwt.Fixture.asking;
import static io.culvert.authenticator.jwt.Fixture.claims;
import static io.culvert.authenticator.jwt.IssuerKey.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attacks on JSON Web Tokens that are known, each against real keys. */
class RefusedTokensTest {

    private static final IssuerKey RSA = IssuerKey.rsa("RS256", "rsa");
    private static final IssuerKey EC = IssuerKey.ec("ES256", "ec", "secp256r1");
    private static final IssuerKey P384 = IssuerKey.ec("ES384", "p384", "secp384r1");
    private static final IssuerKey ED = IssuerKey.edwards("ed", "Ed25519");
    private static final IssuerKey THIEF = IssuerKey.rsa("RS256", "rsa");

    private static JwtAuthenticator authenticator;

    @BeforeAll
    static void configure(@TempDir Path folder) {
        authenticator = Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(RSA, EC, P384, ED))
                .authenticator();
    }

    @Test
    void acceptsWhatTheOthersAreMadeFrom() {
        for (IssuerKey key : new IssuerKey[] {RSA, EC, P384, ED}) {
            assertThat(ask(authenticator, key.token(claims()))).isEqualTo(new Accepted("alice"));
        }
    }

    static Stream<Arguments> forged() throws GeneralSecurityException {
        Map<String, String[]> cases = new TreeMap<>();
        String good = RSA.token(claims());
        String input = good.substring(0, good.lastIndexOf('.'));
        String signature = good.substring(good.lastIndexOf('.') + 1);
        String body = part(claims().toString());
        for (String none : new String[] {"none", "None", "NONE", "nOnE", "", "null"}) {
            String head = part(Json.of("alg", none).text("kid", "rsa").toString());
            cases.put("alg '" + none + "', no signature", new String[] {head + "." + body + ".", "its alg"});
            cases.put(
                    "alg '" + none + "', old signature", new String[] {head + "." + body + "." + signature, "its alg"});
        }
        cases.put("no alg", new String[] {RSA.token(RSA.header().without("alg"), claims()), "its alg"});
        cases.put(
                "alg in lower case", new String[] {RSA.token(RSA.header().text("alg", "rs256"), claims()), "its alg"});
        cases.put(
                "alg is a list", new String[] {RSA.token(RSA.header().raw("alg", "[\"RS256\"]"), claims()), "its alg"});
        cases.put(
                "HS256 by the public key in DER",
                new String[] {hmac(RSA.pair().getPublic().getEncoded()), "its alg"});
        for (String end : new String[] {"\n", "\r\n", ""}) {
            cases.put(
                    "HS256 by the public key in PEM, line end of " + end.length(),
                    new String[] {hmac((RSA.pem().strip() + end).getBytes(StandardCharsets.US_ASCII)), "its alg"});
        }
        cases.put(
                "HS256 by the JWK",
                new String[] {hmac(RSA.jwk().toString().getBytes(StandardCharsets.UTF_8)), "its alg"});
        cases.put("HS256 by nothing", new String[] {hmac(new byte[1]), "its alg"});
        cases.put("another's key of the same name", new String[] {THIEF.token(claims()), "its signature"});
        cases.put(
                "another's key without a name",
                new String[] {THIEF.token(THIEF.header().without("kid"), claims()), "none of"});
        cases.put("no signature", new String[] {input + ".", "its signature"});
        cases.put("signature of one byte", new String[] {input + ".AA", "its signature"});
        cases.put("signature cut", new String[] {good.substring(0, good.length() - 8), "its signature"});
        cases.put("signature longer", new String[] {good + "AAAA", "its signature"});
        cases.put("signature of another token", new String[] {
            RSA.token(claims().text("sub", "bob")).replaceFirst("[^.]*$", signature), "its signature"
        });
        cases.put("claims changed", new String[] {
            part(RSA.header().toString()) + "."
                    + part(claims().text("sub", "root").toString()) + "." + signature,
            "its signature"
        });
        cases.put("signature padded", new String[] {good + "==", "base64url"});
        cases.put("signature with a space behind", new String[] {good + " ", "base64url"});
        cases.put("signature with a line end behind", new String[] {good + "\n", "base64url"});
        cases.put("signature with a space in it", new String[] {
            good.substring(0, good.length() - 9) + " " + good.substring(good.length() - 9), "base64url"
        });
        cases.put("signature with idle bits set", new String[] {Forgery.idleBits(good), "base64url"});
        cases.put("signature in plain base64", new String[] {
            input + "." + Base64.getEncoder().encodeToString(new byte[] {-1, -2, -3, -4}), "base64url"
        });
        cases.put("RSA signature plus modulus", new String[] {
            Forgery.plusModulus(good, (RSAPublicKey) RSA.pair().getPublic()), "its signature"
        });
        cases.put("RSA signature with a zero in front", new String[] {Forgery.zeroInFront(good), "its signature"});
        cases.put("RSA signature of zeros", new String[] {input + "." + part(new byte[256]), "its signature"});
        cases.put("ES256 of zeros (CVE-2022-21449)", new String[] {psychic(EC, new byte[64]), "its signature"});
        cases.put("ES256 of r = s = order", new String[] {psychic(EC, Forgery.order()), "its signature"});
        cases.put("ES256 of r = 1, s = 0", new String[] {psychic(EC, Forgery.oneAndZero()), "its signature"});
        cases.put("ES256 of DER", new String[] {psychic(EC, der()), "its signature"});
        cases.put("ES256 of nothing", new String[] {psychic(EC, new byte[0]), "its signature"});
        cases.put("ES384 of zeros", new String[] {psychic(P384, new byte[96]), "its signature"});
        cases.put("EdDSA of zeros", new String[] {psychic(ED, new byte[64]), "its signature"});
        cases.put("EdDSA with s plus the order", new String[] {Forgery.plusOrder(ED.token(claims())), "its signature"});
        cases.put(
                "ES256 says it is by the RSA key",
                new String[] {EC.named("rsa").token(claims()), "does not go with the key"});
        cases.put(
                "RS256 says it is by the EC key",
                new String[] {RSA.named("ec").token(claims()), "does not go with the key"});
        cases.put(
                "ES256 by a key on P-384",
                new String[] {P384.signingWith("ES256").token(claims()), "does not go with the key"});
        cases.put(
                "ES384 by a key on P-256",
                new String[] {EC.signingWith("ES384").token(claims()), "does not go with the key"});
        cases.put(
                "EdDSA by the EC key",
                new String[] {EC.token(EC.header().text("alg", "EdDSA"), claims()), "does not go with the key"});
        cases.put("ES256K", new String[] {EC.token(EC.header().text("alg", "ES256K"), claims()), "its alg"});
        return cases.entrySet().stream()
                .map(test -> Arguments.of(test.getKey(), test.getValue()[0], test.getValue()[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void forged(String name, String token, String reason) {
        checkRejected(token, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "/proc/self/environ",
                "' OR '1'='1",
                "x' UNION SELECT 'AAAA",
                "rsa\\u0000",
                "rsa ",
                "RSA",
                "\\u202ersa",
                "| curl http://127.0.0.1/",
                "",
            })
    void looksAKeyUpByItsNameOnly(String kid) {
        checkRejected(THIEF.token(RSA.header().text("kid", kid), claims()), "none of the issuer's keys");
    }

    @Test
    void aHugeNameOfAKeyIsANameLikeAnother() {
        checkRejected(RSA.token(RSA.header().text("kid", "k".repeat(10_000)), claims()), "none of the issuer's keys");
        checkRejected(RSA.token(RSA.header().raw("kid", "{\"a\":1}"), claims()), "its kid is not a text");
        checkRejected(RSA.token(RSA.header().raw("kid", "0"), claims()), "its kid is not a text");
    }

    static Stream<Arguments> headers() {
        String certificate = "[\""
                + Base64.getEncoder().encodeToString(THIEF.pair().getPublic().getEncoded()) + "\"]";
        return Stream.of(
                Arguments.of("jku", "\"https://evil.example.com/jwks.json\""),
                Arguments.of("jku", "\"file:///etc/passwd\""),
                Arguments.of("jku", "null"),
                Arguments.of("x5u", "\"https://evil.example.com/chain.pem\""),
                Arguments.of("x5c", certificate),
                Arguments.of("jwk", THIEF.jwk().toString()),
                Arguments.of("crit", "[\"exp\"]"),
                Arguments.of("crit", "[\"b64\"]"),
                Arguments.of("crit", "[]"),
                Arguments.of("crit", "\"\""),
                Arguments.of("b64", "false"),
                Arguments.of("b64", "true"),
                Arguments.of("enc", "\"A128GCM\""),
                Arguments.of("zip", "\"DEF\""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("headers")
    void refusesHeadersThatBringKeysOrAskForMore(String name, String value) {
        checkRejected(THIEF.token(THIEF.header().raw(name, value), claims()), "its header has " + name);
        checkRejected(RSA.token(RSA.header().raw(name, value), claims()), "its header has " + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"rsa\"}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"\\u0061lg\":\"none\"}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\"} ,",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\"}{}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\"",
                "{alg:\"RS256\",\"kid\":\"rsa\"}",
                "{'alg':'RS256','kid':'rsa'}",
                "[\"RS256\"]",
                "\"RS256\"",
                "null",
                "",
            })
    void refusesAHeaderThatCanBeReadInTwoWays(String header) {
        String head = header.isEmpty() ? "AA" : part(header);
        checkRejected(RSA.signed(head + "." + part(claims().toString())), "its header is not a JSON object");
    }

    static Stream<Arguments> times() {
        return Stream.of(
                Arguments.of("exp", "\"" + (SECONDS + 300) + "\"", "not a number"),
                Arguments.of("exp", "-1", "not a number"),
                Arguments.of("exp", "null", "not a number"),
                Arguments.of("exp", "true", "not a number"),
                Arguments.of("exp", "[" + (SECONDS + 300) + "]", "not a number"),
                Arguments.of("exp", "9223372036854775807", "not a number"),
                Arguments.of("exp", "9223372036854775808", "not a number"),
                Arguments.of("exp", "99999999999999999999999999", "not a number"),
                Arguments.of("exp", "1e300", "not a number"),
                Arguments.of("exp", (SECONDS + 300) * 1000, "not a number"),
                Arguments.of("exp", 0, "expired"),
                Arguments.of("exp", SECONDS - 30, "expired"),
                Arguments.of("exp", (SECONDS - 31) + ".9", "expired"),
                Arguments.of("nbf", SECONDS + 31, "nbf is in the future"),
                Arguments.of("nbf", "\"" + SECONDS + "\"", "nbf is not a number"),
                Arguments.of("nbf", "-5", "nbf is not a number"),
                Arguments.of("iat", SECONDS + 31, "iat is in the future"),
                Arguments.of("iat", "\"now\"", "iat is not a number"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("times")
    void refusesTokensOutOfTheirTime(String claim, Object value, String reason) {
        checkRejected(RSA.token(claims().raw(claim, value)), reason);
    }

    @Test
    void refusesATokenWithoutAnEnd() {
        checkRejected(RSA.token(claims().without("exp")), "it has no exp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"other\"",
                "[]",
                "[\"other\",\"third\"]",
                "\"\"",
                "\"culvert \"",
                "\"Culvert\"",
                "\"culvert,other\"",
                "\"cul\\u200bvert\"",
                "{\"culvert\":1}",
                "[[\"culvert\"]]",
                "[\"culvert\",1]",
                "[\"culvert\",null]",
                "null",
                "1",
            })
    void refusesTokensForOthers(String audience) {
        checkRejected(RSA.token(claims().raw("aud", audience)), "its aud is");
    }

    @Test
    void refusesATokenForNobody() {
        checkRejected(RSA.token(claims().without("aud")), "its aud is for somebody else");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\"", "\" \"", "null", "7", "[\"alice\"]", "\"a\\u0000\"", "\"a\\nb\"", "\"\\u202ealice\""})
    void refusesAnIdentityThatIsNone(String subject) {
        checkRejected(RSA.token(claims().raw("sub", subject)), " sub");
    }

    static Stream<Arguments> foreign() {
        Json claims = claims();
        String good = RSA.token(claims);
        String head = part(RSA.header().toString());
        String twice = "{\"iss\":\"" + ISSUER + "\"," + claims.toString().substring(1);
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("a static token", "GqtEmMvnH1J9tDWe3i2oVXeZq8pK0bS6yRf5cLw7uAI="),
                Arguments.of("dots", ".."),
                Arguments.of("many dots", ".".repeat(16_000)),
                Arguments.of("two parts", good.substring(0, good.lastIndexOf('.'))),
                Arguments.of("four parts", good + "." + head),
                Arguments.of("encrypted, five parts", head + ".AAAA.AAAA." + part(claims.toString()) + ".AAAA"),
                Arguments.of("detached payload", good.replaceFirst("\\.[^.]*\\.", "..")),
                Arguments.of("no header", good.substring(good.indexOf('.'))),
                Arguments.of("claims padded", good.replaceFirst("\\.([^.]*)\\.", ".$1=.")),
                Arguments.of("claims with a line end", good.replaceFirst("\\.([^.]*)\\.", ".$1\n.")),
                Arguments.of("JWS in JSON", "{\"payload\":\"" + part(claims.toString()) + "\",\"signatures\":[]}"),
                Arguments.of("nested", RSA.signed(head + "." + part(good))),
                Arguments.of("other issuer", RSA.token(claims.text("iss", "https://other.example.com"))),
                Arguments.of("no issuer", RSA.token(claims.without("iss"))),
                Arguments.of("issuer null", RSA.token(claims.raw("iss", "null"))),
                Arguments.of("issuer in a list", RSA.token(claims.raw("iss", "[\"" + ISSUER + "\"]"))),
                Arguments.of("issuer with a slash", RSA.token(claims.text("iss", ISSUER + "/"))),
                Arguments.of("issuer in upper case", RSA.token(claims.text("iss", ISSUER.replace("id.", "ID.")))),
                Arguments.of("issuer with a Cyrillic e", RSA.token(claims.text("iss", ISSUER.replace('e', '\u0435')))),
                Arguments.of("issuer with zero width", RSA.token(claims.text("iss", ISSUER + "\\u200b"))),
                Arguments.of("issuer with NUL", RSA.token(claims.text("iss", ISSUER + "\\u0000"))),
                Arguments.of("issuer in full width", RSA.token(claims.text("iss", ISSUER.replace('c', '\uFF43')))),
                Arguments.of("iss twice", RSA.signed(head + "." + part(twice))),
                Arguments.of(
                        "iss twice, escaped", RSA.signed(head + "." + part(twice.replaceFirst("iss", "\\\\u0069ss")))),
                Arguments.of(
                        "exp twice",
                        RSA.signed(head + "." + part(claims.toString().replaceFirst("}$", ",\"exp\":9999999999}")))),
                Arguments.of("claims and more", RSA.signed(head + "." + part(claims + "{}"))),
                Arguments.of("claims cut", RSA.signed(head + "." + part("{\"iss\":\"" + ISSUER + "\""))),
                Arguments.of("claims with a comment", RSA.signed(head + "." + part(claims + "//"))),
                Arguments.of("claims a list", RSA.signed(head + "." + part("[" + claims + "]"))),
                Arguments.of("claims null", RSA.signed(head + "." + part("null"))),
                Arguments.of(
                        "claims in UTF-16",
                        RSA.signed(head + "." + part(claims.toString().getBytes(StandardCharsets.UTF_16)))),
                Arguments.of(
                        "claims not UTF-8",
                        RSA.signed(head + "." + part(new byte[] {'{', '"', -1, '"', ':', '1', '}'}))),
                Arguments.of(
                        "deep",
                        RSA.signed(head + "." + part("{\"iss\":\"" + ISSUER + "\",\"a\":" + "[".repeat(11_000)))),
                Arguments.of(
                        "deep and whole",
                        RSA.signed(head + "."
                                + part(claims.raw("a", "[".repeat(5_000) + "]".repeat(5_000))
                                        .toString()))),
                Arguments.of("huge", RSA.token(claims.text("a", "a".repeat(13_000)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void foreign(String name, String token) {
        assertThat(ask(authenticator, token)).isInstanceOf(Abstained.class);
    }

    @Test
    void acceptsALargeTokenUpToTheLimit() {
        String token = RSA.token(claims().text("a", "a".repeat(11_000)));
        assertThat(token.length()).isBetween(15_000, 16 * 1024);
        assertThat(ask(authenticator, token)).isInstanceOf(Accepted.class);
    }

    /** Rejected at once, for that reason, and nothing of the token in what the operator reads. */
    private static void checkRejected(String token, String reason) {
        var outcome = asking(authenticator, token);
        assertThat(outcome).isCompleted();
        assertThat(outcome.join()).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).contains(reason).doesNotContain("alice", ISSUER, "evil", "rsa");
            for (String part : token.split("\\.", -1)) {
                assertThat(part.isEmpty() || !rejected.reason().contains(part)).isTrue();
            }
        });
    }

    private static String hmac(byte[] secret) throws GeneralSecurityException {
        String input = part(RSA.header().text("alg", "HS256").toString()) + "." + part(claims().toString());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return input + "." + part(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String psychic(IssuerKey key, byte[] signature) {
        return part(key.header().toString()) + "." + part(claims().toString()) + "." + part(signature);
    }

    /** A true signature, in the form of X.509 rather than that of RFC 7518 section 3.4. */
    private static byte[] der() throws GeneralSecurityException {
        var signature = java.security.Signature.getInstance("SHA256withECDSA");
        signature.initSign(EC.pair().getPrivate());
        signature.update(
                (part(EC.header().toString()) + "." + part(claims().toString())).getBytes(StandardCharsets.US_ASCII));
        return signature.sign();
    }
}
