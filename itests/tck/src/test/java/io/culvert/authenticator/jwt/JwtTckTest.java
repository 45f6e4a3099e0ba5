package io.culvert.authenticator.jwt;

import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.authenticator.tck.AuthenticatorTck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;

class JwtTckTest extends AuthenticatorTck {

    private static final KeyPair KEYS = keys();

    @TempDir
    private static Path folder = Path.of("");

    @Override
    protected Authenticator authenticator() throws Exception {
        Path key = Files.writeString(
                folder.resolve("issuer.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(KEYS.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        JwtConfig config = Converters.standardConverter()
                .convert(Map.of("issuer", "tck", "audience", List.of("culvert"), "jwks.file", key.toString()))
                .to(JwtConfig.class);
        return new JwtAuthenticator(config, Map.of(), InstantSource.system());
    }

    @Override
    protected List<Credentials> accepted() throws Exception {
        return List.of(credentials(token("tck", "culvert", 600)));
    }

    @Override
    protected List<Credentials> rejected() throws Exception {
        String good = token("tck", "culvert", 600);
        String forged = good.substring(0, good.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        return List.of(
                credentials(token("tck", "culvert", -600)),
                credentials(token("tck", "somebody else", 600)),
                credentials(forged));
    }

    @Override
    protected List<Credentials> foreign() throws Exception {
        return List.of(credentials(token("another", "culvert", 600)), credentials("no-such-token-at-all"));
    }

    private static String token(String issuer, String audience, int seconds) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String signed = part("{\"alg\":\"EdDSA\"}") + "."
                + part("{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"alice\",\"iat\":%d,\"exp\":%d}"
                        .formatted(issuer, audience, now - 700, now + seconds));
        PrivateKey key = KEYS.getPrivate();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has Ed25519", e);
        }
    }
}
