package io.culvert.karaf.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The distribution under test, as the build has put it together. */
final class Distribution {

    static final Path HOME = Path.of(System.getProperty("culvert.distribution", "target/assembly"))
            .toAbsolutePath();

    private Distribution() {}

    /** All bundles that it carries. */
    static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.walk(HOME.resolve("system"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** The gateway's own bundles. */
    static List<Path> ownBundles() throws IOException {
        return bundles().stream()
                .filter(file -> file.startsWith(HOME.resolve("system/io/culvert")))
                .toList();
    }

    static Properties properties(String file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(HOME.resolve(file))) {
            properties.load(in);
        }
        return properties;
    }
}
