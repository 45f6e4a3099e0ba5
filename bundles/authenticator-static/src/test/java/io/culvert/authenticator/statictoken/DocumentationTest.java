package io.culvert.authenticator.statictoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.felix.fileinstall.shaded.util.properties.TypedProperties;
import org.junit.jupiter.api.Test;
import org.osgi.util.converter.Converters;

/** The examples of docs/authenticators/static.md are used as they stand there. */
class DocumentationTest {

    private static final Path PAGE = Path.of("../../docs/authenticators/static.md");
    private static final Pattern FILE = Pattern.compile("(?m)^    name = .*\n(?:    .*\n)+");
    private static final Pattern HASHED = Pattern.compile("printf %s '([^']+)' \\| sha256sum");

    @Test
    void theExamplesLetInWhoseTokensTheyHave() throws Exception {
        String page = Files.readString(PAGE);
        String token = HASHED.matcher(page).results().findAny().orElseThrow().group(1);
        List<Admission> examples = FILE.matcher(page)
                .results()
                .map(match -> admission(match.group()))
                .toList();

        assertThat(examples).map(Admission::name).containsExactly("laptops", "laptops", "sensors");
        assertThat(examples).map(example -> example.knows(token)).containsExactly(true, true, false);
        assertThat(examples.get(2).knows("...")).isTrue();
        assertThat(examples.get(2).allows("8C1F1F3E-2A6B-4C6E-9D8E-5B7F6A1C2D3E"))
                .isTrue();
        assertThat(examples.get(2).allows("{another}")).isFalse();
    }

    /** Of a file as the gateway reads it. */
    private static Admission admission(String indented) {
        try {
            TypedProperties file = new TypedProperties();
            file.load(new StringReader(indented.stripIndent()));
            Map<String, Object> values = new HashMap<>(file);
            return Admission.of(
                    Converters.standardConverter().convert(values).to(StaticTokenConfig.class),
                    new ConfigurationReader(values));
        } catch (IOException | BadConfigurationException e) {
            throw new AssertionError(indented, e);
        }
    }
}
