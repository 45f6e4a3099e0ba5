package io.culvert.authenticator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.shaded.util.properties.TypedProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of docs/authenticators/http.md are used as they stand there. */
@Timeout(120)
class DocumentationTest {

    private static final Path PAGE = Path.of("../../docs/authenticators/http.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^### ([a-z-]+)$(.*?)(?=^##)");
    private static final String BASE = "karaf.base";

    /** An example: its file, and the answer that it is for. */
    record Example(String preset, String file, String answer) {}

    static List<Example> examples() throws IOException {
        return SECTION.matcher(Files.readString(PAGE))
                .results()
                .map(section -> new Example(
                        section.group(1), block(section.group(2), "ini"), block(section.group(2), "json answer")))
                .toList();
    }

    private static String block(String text, String kind) {
        List<String> blocks = Pattern.compile("(?ms)^```" + kind + "$\n(.*?)^```$")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).as(kind).hasSize(1);
        return blocks.get(0);
    }

    @BeforeEach
    void layOutTheFilesThatExamplesName(@TempDir Path base) throws IOException {
        Path tls = Files.createDirectories(base.resolve("etc/tls"));
        Files.copy(TestCertificate.SERVICE.pem(), tls.resolve("login-ca.pem"));
        Files.copy(TestCertificate.CLIENT.pem(), tls.resolve("gateway-client.crt"));
        Files.copy(TestCertificate.CLIENT.key(), tls.resolve("gateway-client.key"));
        for (String name : List.of("cloud", "aws", "oauth")) {
            Files.writeString(base.resolve("etc/" + name + ".secret"), "s3cret-of-" + name + "\n");
        }
        System.setProperty(BASE, base.toString());
    }

    @AfterEach
    void forgetThem() {
        System.clearProperty(BASE);
    }

    @Test
    void thereIsAnExampleForEachPreset() throws IOException {
        assertThat(examples())
                .map(Example::preset)
                .containsExactlyElementsOf(Stream.of(Preset.values())
                        .map(preset -> preset.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleLetsInWhomItsAnswerNames(Example example) throws Exception {
        Keys keys = read(example.file());
        assertThat(keys.values()).containsEntry("preset", example.preset());
        // The environment of a test cannot be changed; a file is as good.
        if (String.valueOf(keys.values().get(".signing.secret")).startsWith("env:")) {
            keys = keys.with(".signing.secret", "file:etc/cloud.secret");
        }
        keys.service(); // as it stands there

        try (TestService service = TestService.answering(example.answer())) {
            HttpAuthenticator authenticator = keys.with("url", service.url())
                    .with("ca", TestCertificate.SERVICE.pem().toAbsolutePath().toString())
                    .with("proxy", "")
                    .with("timeout", 30)
                    .start();
            assertThat(Peers.ask(authenticator, "cloud-" + "0123456789abcdef".repeat(4)))
                    .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(accepted.identity())
                            .matches("alice.*|Z5O3upPC88QrAjx00dis"));
        }
    }

    @Test
    void everyKeyIsInTheTable() throws IOException {
        String table = Files.readString(PAGE).replaceAll("(?s).*\n## Keys\n(.*?)\n## .*", "$1");
        TreeSet<String> named = new TreeSet<>();
        for (String row : table.split("\n", -1)) {
            String first = row.startsWith("| `") ? row.substring(2, row.indexOf(" |", 2)) : "";
            Pattern.compile("`([^`]+)`").matcher(first).results().forEach(key -> named.add(key.group(1)));
        }
        TreeSet<String> known = new TreeSet<>();
        for (Method key : HttpConfig.class.getDeclaredMethods()) {
            known.add(key.getName().replace('_', '.'));
        }
        assertThat(named).isEqualTo(known);
    }

    private static Keys read(String file) throws IOException {
        TypedProperties read = new TypedProperties();
        read.load(new StringReader(file));
        return new Keys(new TreeMap<>(read));
    }
}
