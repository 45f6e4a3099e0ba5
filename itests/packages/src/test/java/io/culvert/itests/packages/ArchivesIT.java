package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip and the KAR. */
class ArchivesIT {

    private static final String VERSION = System.getProperty("culvert.version");
    private static final Path TAR = Path.of(System.getProperty("culvert.distribution"));
    private static final Pattern BUNDLE =
            Pattern.compile("<bundle[^>]*>(?:wrap:)?mvn:([^/<]+)/([^/<]+)/([^/<$]+)[^<]*<");

    private static Path zip() {
        return Path.of(TAR.toString().replaceFirst("tar\\.gz$", "zip"));
    }

    @Test
    void theZipHasWhatTheTarHas() throws Exception {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = new ZipFile(zip().toFile())) {
            zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .forEach(names::add);
        }
        List<String> expected = Command.run(Path.of("."), "tar --list --file " + TAR + " | grep -v '/$'")
                .lines()
                .toList();

        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theGatewayOfTheZipRuns(@TempDir Path folder) throws Exception {
        Command.run(folder, "unzip -q " + zip());

        assertThat(Command.run(folder, "CULVERT_DEMO_MIB=1 timeout 240 */bin/culvert-gateway --demo"))
                .contains("SHA-256 equal");
    }

    @Test
    void theKarHasEveryBundleOfItsFeatures() throws Exception {
        Path kar = Path.of(System.getProperty("culvert.packages"), "culvert-" + VERSION + ".kar");
        try (ZipFile zip = new ZipFile(kar.toFile())) {
            String features = "repository/io/culvert/io.culvert.features/" + VERSION + "/io.culvert.features-" + VERSION
                    + "-features.xml";
            Matcher bundles = BUNDLE.matcher(text(zip, features));
            List<String> missing = new ArrayList<>();
            int found = 0;
            while (bundles.find()) {
                String folder = "repository/" + bundles.group(1).replace('.', '/') + "/" + bundles.group(2) + "/"
                        + bundles.group(3);
                String jar = folder + "/" + bundles.group(2) + "-" + bundles.group(3) + ".jar";
                found++;
                if (zip.getEntry(jar) == null) {
                    missing.add(jar);
                }
            }

            assertThat(missing).isEmpty();
            assertThat(found).isGreaterThan(20);
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        try (InputStream in = zip.getInputStream(Objects.requireNonNull(zip.getEntry(name), name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theKarIsOneFileForTheDeployer() throws Exception {
        Path kar = Path.of(System.getProperty("culvert.packages"), "culvert-" + VERSION + ".kar");
        try (ZipFile zip = new ZipFile(kar.toFile())) {
            assertThat(text(zip, "META-INF/MANIFEST.MF")).contains("Karaf-Feature-Start");
        }
        assertThat(Files.size(kar)).isLessThan(Files.size(TAR));
    }
}
