package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.Guide;
import io.culvert.itests.gateway.Guide.Block;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Installing, upgrading, backing up and removing, as docs/operations.md tells it: {@code debian} are commands for a
 * machine with the Debian package, {@code archive} for one with the archive, {@code values} is a values file of the chart.
 * Of {@code docker} and {@code helm} only the files are checked here, because there is neither; what they do is tested by
 * {@link ImageIT} and {@link ChartIT}.
 */
class OperationsGuideIT {

    private static final Path ROOT =
            Path.of(System.getProperty("culvert.root")).toAbsolutePath().normalize();
    private static final String VERSION = System.getProperty("culvert.version");
    private static final String READY = "test -e /var/lib/culvert/culvert.env";
    private static final String STATE = "cd /var/lib/culvert; sha256sum token shell-password"
            + " server_maintenance/d2d/ca.{pem,p12} etc/users.properties"
            + " etc/io.culvert.transport.undertow.listener-main.cfg";

    private static List<String> blocks(String kind, String section) throws IOException {
        List<String> found = Guide.blocks("docs/operations.md").stream()
                .filter(block -> block.kind().equals(kind) && block.section().equals(section))
                .map(Block::text)
                .toList();
        assertThat(found).as("%s of %s", kind, section).isNotEmpty();
        return found;
    }

    private static void follow(Machine machine, String kind, String section) throws Exception {
        for (String block : blocks(kind, section)) {
            machine.run(block);
            machine.await(READY);
        }
    }

    @Test
    void theDebianPackageFromInstallationToEnd() throws Exception {
        try (Machine machine = Machine.booted()) {
            machine.copy(
                    Path.of(System.getProperty("culvert.packages"), "culvert_" + VERSION + "_all.deb"),
                    "/root/culvert_1_all.deb");
            follow(machine, "debian", "Install");
            machine.await("curl --silent --fail --resolve gateway.example:8443:127.0.0.1"
                    + " --cacert /var/lib/culvert/server_maintenance/d2d/ca.pem https://gateway.example:8443/healthz");
            assertThat(machine.run("cat /proc/net/tcp*")).contains("00000000:20FB");
            String before = machine.run(STATE);

            machine.run("dpkg-deb --raw-extract culvert_1_all.deb next; sed -i 's/^Version: .*/Version: 99.0/'"
                    + " next/DEBIAN/control; rm culvert_1_all.deb;"
                    + " dpkg-deb -Znone --build next culvert_99.0_all.deb");
            follow(machine, "debian", "Upgrade");
            assertThat(machine.run("dpkg-query --show --showformat '${Version}' culvert"))
                    .isEqualTo("99.0");
            assertThat(machine.run(STATE)).isEqualTo(before);

            List<String> backup = blocks("debian", "Back up and restore");
            machine.run(backup.get(0));
            machine.run("apt-get purge --yes culvert; apt-get install --yes ./culvert_*_all.deb");
            machine.await(READY);
            assertThat(machine.run(STATE)).isNotEqualTo(before);
            machine.run(backup.get(1));
            machine.await(READY);
            assertThat(machine.run(STATE)).isEqualTo(before);
            assertThat(machine.run("readlink /var/lib/culvert/etc; cd /var/lib/culvert; find . etc/ ! -user culvert"))
                    .isEqualTo("/etc/culvert\n");
            machine.tunnel("/var/lib/culvert/culvert.env");

            machine.run(blocks("debian", "Uninstall").get(0));
            assertThat(machine.file("/var/lib/culvert")).doesNotExist();
        }
    }

    @Test
    void theArchiveAsAService() throws Exception {
        try (Machine machine = Machine.booted()) {
            machine.run("mkdir -p packages/deb");
            machine.copy(ROOT.resolve("packages/deb/culvert.service"), "/root/packages/deb/culvert.service");
            machine.copy(
                    Path.of(System.getProperty("culvert.distribution")),
                    "/root/io.culvert.karaf.distribution-" + VERSION + ".tar.gz");

            follow(machine, "archive", "Install");

            machine.run("PATH=$PATH:/opt/culvert/bin; export PATH;"
                    + " ps -o user= -p $(systemctl show -P MainPID culvert) | grep -x culvert");
            machine.run("ln -s /opt/culvert/bin/culvert /usr/local/bin/");
            machine.tunnel("/var/lib/culvert/culvert.env");
        }
    }

    @Test
    void theValuesFileIsOneOfTheChart() throws Exception {
        Chart chart = new Chart(blocks("values", "Install").get(0));

        assertThat(chart.objects()).extracting(HasMetadata::getKind).contains("StatefulSet");
        assertThat(chart.configMap().getData().toString()).contains("gateway.example", "alone.timeout = 300");
        assertThat(blocks("helm", "Install").get(0)).contains(" packages/helm/culvert ");
    }

    @Test
    void theFilesOfContainersAreThere() throws Exception {
        Stream<String> words = Stream.of(blocks("docker", "Install").get(0).split("\\s+", -1));

        assertThat(words.filter(word -> word.startsWith("packages/")).toList())
                .hasSize(3)
                .allSatisfy(path -> assertThat(Files.exists(ROOT.resolve(path))).isTrue());
    }
}
