package io.culvert.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be configured is described in the metatype, where consoles find it, and in the documentation. */
class ConfigurationIT {

    private static final Path DOCS = Path.of(System.getProperty("culvert.bundles"), "..", "docs");
    private static final String AUTHENTICATOR = "authenticator-";

    static Stream<BuiltBundle> configurable() throws IOException {
        return BuiltBundle.all().stream()
                .filter(bundle -> !bundle.configurationKeys().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("configurable")
    void everyKeyHasADescription(BuiltBundle bundle) {
        Map<String, String> undescribed = new TreeMap<>(bundle.configurationKeys());
        undescribed.values().removeIf(description -> !description.isBlank());
        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("configurable")
    void everyKeyIsInTheDocumentation(BuiltBundle bundle) throws IOException {
        String page = page(bundle);
        assertThat(bundle.configurationKeys().keySet())
                .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    /** A secret shows in no list of a service's properties, and no console shows its value. */
    @ParameterizedTest
    @MethodSource("configurable")
    void secretsArePrivate(BuiltBundle bundle) {
        assertThat(bundle.configurationKeys().keySet())
                .allSatisfy(key -> assertThat(key.matches(".*(password|secret)$") && !key.startsWith("."))
                        .as(key)
                        .isFalse());
        for (Entry<String, String> type : bundle.configurationTypes().entrySet()) {
            assertThat(type.getValue().equals("Password"))
                    .as(type.getKey())
                    .isEqualTo(type.getKey().startsWith("."));
        }
    }

    private static String page(BuiltBundle bundle) throws IOException {
        if (bundle.folder().equals("ca")) {
            return Files.readString(DOCS.resolve("ca.md"));
        }
        if (!bundle.folder().startsWith(AUTHENTICATOR)) {
            return Files.readString(DOCS.resolve("operations.md"));
        }
        String name = bundle.folder().substring(AUTHENTICATOR.length());
        return Files.readString(DOCS.resolve("authenticators/" + name + ".md"))
                + Files.readString(DOCS.resolve("authenticators/README.md"));
    }
}
