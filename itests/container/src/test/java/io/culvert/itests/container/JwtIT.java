package io.culvert.itests.container;

import static org.junit.Assert.assertTrue;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Peer;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** JSON Web Tokens let peers in while the feature and its file are there. */
public class JwtIT extends InGateway {

    private static final String FEATURE = "culvert-authenticator-jwt";
    private static final String ISSUER = "https://id.example.com";
    private static final long MIB = 1L << 20;
    private static final long DEADLINE_SECONDS = 60;

    private final Path etc = Path.of(System.getProperty("karaf.etc", ""));
    private final Path file = etc.resolve("io.culvert.authenticator.jwt-itests.config");

    @Inject
    FeaturesService features;

    private KeyPair issuer;

    @Before
    public void install() throws Exception {
        issuer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = Files.writeString(
                etc.resolve("itests-issuer.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(issuer.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        features.installFeature(FEATURE);
        Files.writeString(
                file,
                "name = \"itests\"\nissuer = \"%s\"\naudience = [ \"culvert\" ]\njwks.file = \"%s\"\nclaim.scope = \"team\"\n"
                        .formatted(ISSUER, key));
    }

    @After
    public void uninstall() throws Exception {
        Files.deleteIfExists(file);
        features.uninstallFeature(FEATURE);
    }

    @Test
    public void peersOfAScopeMeetAndOthersDoNotGetIn() throws Exception {
        Await.until("a token to let peers in", this::meet);
        String alice = token("alice", 300);
        String bob = token("bob", 300);
        try (Tunnel tunnel = Tunnel.between(
                ports(),
                PeerKind.CLASSIC_WEBSOCKET,
                PeerKind.SEED_WEBSOCKET,
                Credentials.of(alice),
                Credentials.of(bob))) {
            Transfer.bothWays(tunnel.first(), tunnel.second(), MIB, DEADLINE_SECONDS);
        }
        checkRefused(token("alice", -60));
        checkRefused(alice.substring(0, alice.length() - 8));
        Files.delete(file);
        Await.until("tokens to be refused without the file", () -> !meet());
        assertTrue("static tokens work as ever", opens(ports()));
    }

    private static void checkRefused(String token) throws IOException {
        try (Peer peer = PeerKind.CLASSIC_WEBSOCKET.connect(ports())) {
            peer.present(Credentials.of(token));
            String answer = peer.document().toString();
            assertTrue(answer, answer.contains("AuthenticationErrorAuthenticationFailed"));
            peer.awaitEnd();
        }
    }

    private boolean meet() {
        String token = token("carol", 300);
        try (Tunnel tunnel = Tunnel.between(ports(), PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_STREAM, token)) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    /** Made by hand: the gateway has a library for it, the peers need none. */
    private String token(String subject, long seconds) {
        long now = Instant.now().getEpochSecond();
        String input = part("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + part(
                        "{\"iss\":\"%s\",\"aud\":\"culvert\",\"sub\":\"%s\",\"team\":\"itests-jwt\",\"iat\":%d,\"exp\":%d}"
                                .formatted(ISSUER, subject, now - 100, now + seconds)
                                .getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(issuer.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + part(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
