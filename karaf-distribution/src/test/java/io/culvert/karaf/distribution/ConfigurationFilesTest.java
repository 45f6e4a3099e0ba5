package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files in etc/ and what the bundles say about their configuration are written by hand, twice: they must agree. */
class ConfigurationFilesTest {

    /** Their files hold secrets: the launcher or the operator makes them, after docs/authenticators. */
    private static final String WITHOUT_FILE = "io.culvert.authenticator.";

    @TestFactory
    List<DynamicTest> fileNamesEveryKeyWithItsDefault() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path bundle : Distribution.ownBundles()) {
            for (Metatype metatype : Metatype.of(bundle)) {
                if (!metatype.pid().startsWith(WITHOUT_FILE)) {
                    tests.add(DynamicTest.dynamicTest(metatype.pid(), () -> compare(metatype)));
                }
            }
        }
        assertThat(tests).as("configurations").hasSizeGreaterThanOrEqualTo(4);
        return tests;
    }

    private static void compare(Metatype metatype) throws IOException {
        String name = metatype.pid() + (metatype.factory() ? "-main" : "") + ".cfg";
        ConfigurationFile file = ConfigurationFile.read(Distribution.HOME.resolve("etc/" + name));

        assertThat(file.all().keySet())
                .as("keys of %s", name)
                .isEqualTo(metatype.defaults().keySet());
        file.shown().forEach((key, value) -> assertThat(value)
                .as("%s of %s, which stands there as the default", key, name)
                .isEqualTo(metatype.defaults().get(key)));
    }

    @Test
    void everyFileOfOursIsReadBySomeBundle() throws IOException {
        TreeSet<String> pids = new TreeSet<>();
        for (Path bundle : Distribution.ownBundles()) {
            Metatype.of(bundle).forEach(metatype -> pids.add(metatype.pid()));
        }
        try (Stream<Path> files = Files.list(Distribution.HOME.resolve("etc"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("io.culvert."))
                            .map(name -> name.replaceFirst("(-[^-]*)?\\.cfg$", "")))
                    .isNotEmpty()
                    .isSubsetOf(pids);
        }
    }
}
