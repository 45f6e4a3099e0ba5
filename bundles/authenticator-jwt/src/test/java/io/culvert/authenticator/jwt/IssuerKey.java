package io.culvert.authenticator.jwt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A key of an issuer, made and used by the JDK alone.
 *
 * @param alg what it signs with
 * @param kid its name in the JWK Set
 */
record IssuerKey(String alg, String kid, KeyPair pair) {

    static IssuerKey rsa(String alg, String kid) {
        return rsa(alg, kid, 2048);
    }

    static IssuerKey rsa(String alg, String kid, int bits) {
        return generate(alg, kid, "RSA", generator -> generator.initialize(bits));
    }

    static IssuerKey ec(String alg, String kid, String curve) {
        return generate(alg, kid, "EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
    }

    /** Of {@code Ed25519} or {@code Ed448}. */
    static IssuerKey edwards(String kid, String curve) {
        return generate("EdDSA", kid, curve, generator -> {});
    }

    /** The same key under another name. */
    IssuerKey named(String changed) {
        return new IssuerKey(alg, changed, pair);
    }

    /** The same key for another algorithm. */
    IssuerKey signingWith(String changed) {
        return new IssuerKey(changed, kid, pair);
    }

    String token(Json claims) {
        return token(header(), claims);
    }

    Json header() {
        return Json.of("alg", alg).text("typ", "JWT").text("kid", kid);
    }

    String token(Json header, Json claims) {
        return signed(part(header.toString()) + "." + part(claims.toString()));
    }

    String signed(String input) {
        return input + "." + part(sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    byte[] sign(byte[] input) {
        try {
            Signature signature = Signature.getInstance(jca());
            if (alg.startsWith("PS")) {
                signature.setParameter(pss());
            }
            signature.initSign(pair.getPrivate());
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String jca() {
        String bits = alg.substring(2);
        return switch (alg.substring(0, 2)) {
            case "RS" -> "SHA" + bits + "withRSA";
            case "PS" -> "RSASSA-PSS";
            case "ES" -> "SHA" + bits + "withECDSAinP1363Format";
            default -> "EdDSA";
        };
    }

    private PSSParameterSpec pss() {
        String bits = alg.substring(2);
        return new PSSParameterSpec(
                "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1);
    }

    /** The public key as JWK. */
    Json jwk() {
        Json jwk = Json.of("kid", kid);
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.text("kty", "RSA")
                    .text("n", part(unsigned(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)))
                    .text("e", part(rsa.getPublicExponent().toByteArray()));
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            int bytes = (bits + 7) / 8;
            return jwk.text("kty", "EC")
                    .text("crv", "P-" + bits)
                    .text("x", part(unsigned(ec.getW().getAffineX(), bytes)))
                    .text("y", part(unsigned(ec.getW().getAffineY(), bytes)));
        }
        byte[] encoded = pair.getPublic().getEncoded();
        int bytes = encoded.length > 50 ? 57 : 32;
        return jwk.text("kty", "OKP")
                .text("crv", bytes == 57 ? "Ed448" : "Ed25519")
                .text("x", part(Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length)));
    }

    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static String jwks(IssuerKey... keys) {
        return jwks(Stream.of(keys).map(IssuerKey::jwk).toArray(Json[]::new));
    }

    static String jwks(Json... keys) {
        return "{\"keys\":[" + Stream.of(keys).map(Json::toString).collect(Collectors.joining(",")) + "]}";
    }

    static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[length];
        int from = Math.max(0, bytes.length - length);
        System.arraycopy(bytes, from, padded, length - (bytes.length - from), bytes.length - from);
        return padded;
    }

    private interface Setup {
        void accept(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static IssuerKey generate(String alg, String kid, String type, Setup setup) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            setup.accept(generator);
            return new IssuerKey(alg, kid, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
