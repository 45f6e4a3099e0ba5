package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The software bill of materials against the files. */
class SbomTest {

    private static final Pattern SHIPPED = Pattern.compile(
            "\"purl\": \"pkg:maven/([^\"]+)\".*\"content\": \"([0-9a-f]{64})\".*\"location\": \"([^\"]+)\"");

    /** A package of npm's lock file: its name, and what is said of it. */
    private static final Pattern LOCKED =
            Pattern.compile("^    \"node_modules/([^\"]+)\": \\{$(.*?)^    }", Pattern.MULTILINE | Pattern.DOTALL);

    private String bom = "";
    private final Map<String, Path> jars = new TreeMap<>();

    @BeforeEach
    void readBoth() throws IOException {
        bom = Files.readString(Path.of(System.getProperty("culvert.bom", "../target/bom.json")));
        try (Stream<Path> files = Files.walk(Distribution.HOME)) {
            files.filter(file -> file.toString().endsWith(".jar"))
                    .forEach(jar -> jars.put(Distribution.HOME.relativize(jar).toString(), jar));
        }
    }

    @Test
    void listsExactlyTheJarsThatAreShipped() throws Exception {
        TreeSet<String> listed = new TreeSet<>();
        for (Matcher matcher = SHIPPED.matcher(bom); matcher.find(); ) {
            String path = matcher.group(3);
            listed.add(path);
            assertThat(jars).containsKey(path);
            byte[] content = Files.readAllBytes(jars.getOrDefault(path, Path.of("")));
            assertThat(matcher.group(2))
                    .as("SHA-256 of %s", path)
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
            // NAME-VERSION.jar, perhaps with a classifier before the suffix.
            String nameAndVersion = matcher.group(1).replaceFirst(".*/", "").replace('@', '-');
            assertThat(path.replaceFirst(".*/", "")).startsWith(nameAndVersion);
        }
        assertThat(listed).isNotEmpty().isEqualTo(jars.keySet());
    }

    @Test
    void namesWhatOurOwnJarsHaveTakenIn() {
        assertThat(bom)
                .contains("pkg:maven/info.picocli/picocli@", "pkg:maven/org.jboss.threads/jboss-threads@")
                .contains("pkg:maven/io.netty/netty-tcnative-boringssl-static@")
                .contains("pkg:maven/org.wildfly.common/wildfly-common@")
                .doesNotContain("${", "@null");
    }

    /** The pages have what package.json names, and what that needs in turn; the tools that make them stay behind. */
    @Test
    void namesTheLibrariesOfTheDashboardAndNotItsTools() throws IOException {
        String locked = Files.readString(Path.of("../bundles/dashboard/src/main/web/package-lock.json"));
        TreeSet<String> expected = new TreeSet<>();
        for (Matcher matcher = LOCKED.matcher(locked); matcher.find(); ) {
            if (!matcher.group(2).contains("\"dev\": true")) {
                expected.add("pkg:npm/" + matcher.group(1).replace("@", "%40") + "@"
                        + value("version", matcher.group(2)) + " " + value("license", matcher.group(2)));
            }
        }

        TreeSet<String> listed = new TreeSet<>();
        bom.lines()
                .filter(line -> line.contains("pkg:npm/"))
                .forEach(line -> listed.add(value("purl", line) + " " + value("expression", line)));

        assertThat(expected).hasSizeGreaterThan(2);
        assertThat(listed).isEqualTo(expected);
    }

    private static String value(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]+)\"").matcher(json);
        assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
        return matcher.group(1);
    }

    @Test
    void nothingThatOnlyTheBuildNeedsIsShipped() {
        assertThat(jars.keySet()).noneMatch(path -> path.contains("jspecify") || path.contains("junit"));
    }
}
