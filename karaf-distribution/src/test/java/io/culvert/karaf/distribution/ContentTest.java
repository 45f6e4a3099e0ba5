package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContentTest {

    /** Among the boot features it would make Karaf refresh half of itself while it starts, which can hang for ever. */
    @Test
    void eventAdminStartsWithTheFramework() throws IOException {
        assertThat(Files.readString(Distribution.HOME.resolve("etc/startup.properties")))
                .contains("org.apache.karaf.services.eventadmin");
    }

    @Test
    void everyLibraryIsThereInOneVersion() throws IOException {
        TreeMap<String, TreeSet<String>> versions = new TreeMap<>();
        for (Path bundle : Distribution.bundles()) {
            // system/GROUP/ARTIFACT/VERSION/FILE
            int names = bundle.getNameCount();
            versions.computeIfAbsent(bundle.subpath(0, names - 2).toString(), artifact -> new TreeSet<>())
                    .add(bundle.getName(names - 2).toString());
        }
        assertThat(versions)
                .isNotEmpty()
                .allSatisfy((artifact, found) -> assertThat(found).as(artifact).hasSize(1));
    }

    @Test
    void nobodyCanLogInByDefault() throws IOException {
        assertThat(Distribution.properties("etc/users.properties")).isEmpty();
        assertThat(Distribution.properties("etc/keys.properties").stringPropertyNames())
                .allMatch(name -> name.startsWith("_g_:"));
    }

    @Test
    void nothingListensOnOtherAddressesByDefault() throws IOException {
        assertThat(Distribution.properties("etc/org.apache.karaf.shell.cfg")).containsEntry("sshHost", "127.0.0.1");
        assertThat(Distribution.properties("etc/io.culvert.transport.undertow.listener-main.cfg"))
                .containsEntry("host", "127.0.0.1");
        assertThat(Distribution.properties("etc/custom.properties")).containsEntry("karaf.shutdown.port", "-1");
        assertThat(Distribution.HOME.resolve("etc/org.apache.karaf.management.cfg"))
                .as("JMX")
                .doesNotExist();
    }

    @Test
    void onlyOneScriptStartsTheGateway() throws IOException {
        try (Stream<Path> scripts = Files.list(Distribution.HOME.resolve("bin"))) {
            assertThat(scripts.map(script -> script.getFileName().toString()))
                    .containsExactlyInAnyOrder("culvert", "culvert-gateway", "find-java");
        }
    }

    @Test
    void noRepositoryOnTheNetworkIsAskedAtRunTime() throws IOException {
        assertThat(Distribution.properties("etc/org.ops4j.pax.url.mvn.cfg")
                        .getProperty("org.ops4j.pax.url.mvn.repositories"))
                .isEmpty();
    }

    @Test
    void carriesTheLicense() {
        assertThat(List.of("LICENSE"))
                .allSatisfy(file -> assertThat(Distribution.HOME.resolve(file)).isRegularFile());
    }
}
