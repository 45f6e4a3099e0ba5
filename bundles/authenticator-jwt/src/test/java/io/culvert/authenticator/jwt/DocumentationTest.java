package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.PROPERTIES;
import static io.culvert.authenticator.jwt.Fixture.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.AuthResult.Uses;
import io.culvert.api.auth.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.cm.file.ConfigurationHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;

/** The files of docs/authenticators/jwt.md, read as the gateway reads them, and used. */
class DocumentationTest {

    private static final Path DOCUMENT = Path.of("../../docs/authenticators/jwt.md");

    @Test
    void theExampleWithAServerDoesWhatItSays(@TempDir Path folder) throws Exception {
        IssuerKey key = IssuerKey.rsa("RS256", "realm");
        TestCertificate certificate = TestCertificate.of(folder, "dns:localhost");
        Map<String, Object> example = example("keycloak");
        assertThat(example).containsEntry("name", "keycloak");
        try (JwksServer server = new JwksServer(certificate, 0)) {
            server.answer(IssuerKey.jwks(key));
            example.put("jwks.url", server.url());
            example.put("ca", certificate.pem().toString());
            JwtAuthenticator authenticator = load(example);
            Json claims = claims("https://id.example.com/realms/culvert", "culvert-gateway")
                    .text("preferred_username", "alice")
                    .text("tenant", "red")
                    .text("email", "alice@example.com");

            assertThat(ask(authenticator, key.token(claims)))
                    .isEqualTo(new Accepted("alice")
                            .inScope("red")
                            .within(new Limits(4, 0, Duration.ZERO))
                            .with(Map.of("email", "alice@example.com")));
            authenticator.deactivate();
        }
    }

    @Test
    void theExampleWithAFileDoesWhatItSays(@TempDir Path folder) throws Exception {
        IssuerKey key = IssuerKey.edwards("", "Ed25519");
        Map<String, Object> example = example("own");
        assertThat(example).containsEntry("jwks.file", "etc/tickets.pem");
        example.put(
                "jwks.file",
                Files.writeString(folder.resolve("tickets.pem"), key.pem()).toString());
        JwtAuthenticator authenticator = load(example);
        long now = now();
        Json claims = claims("tickets", "culvert").text("sub", "bob");

        String token = key.token(claims.raw("iat", now).raw("exp", now + 600));
        assertThat(ask(authenticator, token))
                .isEqualTo(new Accepted("bob")
                        .goodFor(new Uses(
                                1, Instant.ofEpochSecond(now + 630), token.substring(0, token.lastIndexOf('.')))));
        assertThat(ask(authenticator, key.token(claims.raw("iat", now).raw("exp", now + 601))))
                .isEqualTo(new Rejected("from iat to exp it lives longer than 600 s"));
    }

    @Test
    void everyKeyIsInTheTableAndHasItsDefaultThere() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> keys = Arrays.stream(JwtConfig.class.getDeclaredMethods())
                .map(method -> method.getName().replace('_', '.'))
                .toList();
        assertThat(keys).hasSizeGreaterThan(30).allSatisfy(key -> assertThat(document)
                .containsPattern("(?m)^\\|[^|]*`" + Pattern.quote(key) + "`[^|]*\\|"));
        JwtConfig defaults = Converters.standardConverter().convert(Map.of()).to(JwtConfig.class);
        assertThat(document)
                .contains("| `jwks.age` | " + defaults.jwks_age() + " s |")
                .contains("| `jwks.stale` | " + defaults.jwks_stale() + " s |")
                .contains("| `jwks.pause` | " + defaults.jwks_pause() + " s |")
                .contains("| `jwks.timeout` | " + defaults.jwks_timeout() + " s |")
                .contains("| `jwks.size` | " + defaults.jwks_size() + " bytes |")
                .contains("| `leeway` | " + defaults.leeway() + " s |")
                .contains("| `claim.identity` | `" + defaults.claim_identity() + "` |")
                .contains("| `name` | `" + defaults.name() + "` |")
                .contains("| `ranking` | " + defaults.ranking() + " |")
                .contains("| " + defaults.circuit_failures() + ", " + defaults.circuit_pause() + " s |");
    }

    private static JwtAuthenticator load(Map<String, Object> file) {
        return new JwtAuthenticator(
                Converters.standardConverter().convert(file).to(JwtConfig.class), PROPERTIES, InstantSource.system());
    }

    private static Json claims(String issuer, String audience) {
        long now = now();
        return Json.of("iss", issuer).text("aud", audience).raw("iat", now).raw("exp", now + 300);
    }

    private static long now() {
        return InstantSource.system().instant().getEpochSecond();
    }

    private static Map<String, Object> example(String name) throws IOException {
        Matcher block = Pattern.compile(
                        "```config\n# etc/io\\.culvert\\.authenticator\\.jwt-" + name + "\\.config\n(.*?)```",
                        Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));
        assertThat(block.find()).as("the example " + name).isTrue();
        Map<String, Object> file = new HashMap<>();
        Dictionary<?, ?> read = ConfigurationHandler.read(
                new ByteArrayInputStream(block.group(1).getBytes(StandardCharsets.UTF_8)));
        for (Object key : Collections.list(read.keys())) {
            file.put(key.toString(), read.get(key));
        }
        return file;
    }
}
