package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.ask;
import static io.culvert.authenticator.jwt.Fixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final IssuerKey FIRST = IssuerKey.ec("ES256", "first", "secp256r1");
    private static final IssuerKey SECOND = IssuerKey.edwards("second", "Ed25519");

    @Test
    void readsAFileAgainThatHasChanged(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jwks.json");
        JwtAuthenticator authenticator =
                Fixture.file(file, IssuerKey.jwks(FIRST)).authenticator();
        assertThat(ask(authenticator, SECOND.token(claims()))).isInstanceOf(Rejected.class);

        replace(file, IssuerKey.jwks(SECOND));
        assertThat(ask(authenticator, SECOND.token(claims()))).isInstanceOf(Accepted.class);
        assertThat(ask(authenticator, FIRST.token(claims()))).isInstanceOf(Rejected.class);

        replace(file, FIRST.pem() + SECOND.pem());
        assertThat(ask(authenticator, FIRST.token(claims()))).isInstanceOf(Accepted.class);
        assertThat(ask(authenticator, SECOND.token(claims()))).isInstanceOf(Accepted.class);
    }

    @Test
    void keepsTheKeysOfAFileThatIsGoneOrWrongAndSaysSoOnce(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jwks.json");
        JwtAuthenticator authenticator =
                Fixture.file(file, IssuerKey.jwks(FIRST)).authenticator();
        try (CapturedLog log = new CapturedLog()) {
            Files.delete(file);
            checkStillKnown(authenticator);
            assertThat(log.text())
                    .containsOnlyOnce("ERROR")
                    .contains(file + ": there is no such file. The keys from before");
        }
        try (CapturedLog log = new CapturedLog()) {
            replace(file, "{\"keys\":");
            checkStillKnown(authenticator);
            assertThat(log.text())
                    .containsOnlyOnce("ERROR")
                    .contains("is not a JWK Set")
                    .contains("stay in use");
        }
        replace(file, IssuerKey.jwks(SECOND));
        assertThat(ask(authenticator, SECOND.token(claims()))).isInstanceOf(Accepted.class);
    }

    private static void checkStillKnown(JwtAuthenticator authenticator) {
        for (int i = 0; i < 10; i++) {
            assertThat(ask(authenticator, FIRST.token(claims()))).isInstanceOf(Accepted.class);
        }
    }

    private static void replace(Path file, String content) throws Exception {
        Path draft = Files.writeString(file.resolveSibling("draft"), content);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
