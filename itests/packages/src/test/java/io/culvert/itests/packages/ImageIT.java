package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The Dockerfile, the compose file, and the pods of the chart, on a machine that has no container engine: what the
 * Dockerfile says is done on another machine, and its entry point runs there as an engine would run it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class ImageIT {

    private static final String ENV = "/var/lib/culvert/culvert.env";
    private static final List<String> READY = List.of("test", "-e", ENV);

    private Image image;
    private Compose compose;

    @BeforeAll
    void build() throws Exception {
        assumeThat(Files.readString(Path.of("/etc/os-release")))
                .as("the base image is Debian 12, so this must be it, too")
                .contains("VERSION_CODENAME=bookworm");
        image = new Image();
        compose = new Compose();
    }

    @AfterAll
    void close() {
        if (image != null) {
            image.close();
        }
    }

    private void makeVolume(String path) throws Exception {
        image.machine().run("install --directory --owner=10001 --group=10001 --mode=0700 " + path);
    }

    @Test
    void aContainerServesAndStopsInGoodOrder() throws Exception {
        assertThat(image.dockerfile().setting("FROM")).isEqualTo("debian:bookworm-slim");
        makeVolume("/root/volume");
        String token;
        try (Image.Container container =
                image.start("/root/volume", "", image.dockerfile().words("CMD"))) {
            container.await("the health check", image.dockerfile().words("HEALTHCHECK"));
            container.await("a gateway", READY);
            container.asMachine().tunnel(ENV);
            assertThat(container.asMachine().run("ps -o user= -p 1").strip()).isEqualTo("culvert");
            token = container.asMachine().read("/var/lib/culvert/token");
            assertThat(container.stop()).as(container.log()).isZero();
        }

        try (Image.Container container =
                image.start("/root/volume", "", image.dockerfile().words("CMD"))) {
            container.await("another container on the same volume", READY);
            assertThat(container.asMachine().read("/var/lib/culvert/token")).isEqualTo(token);
        }
    }

    @Test
    void composeIsAsTightAsItIsTestedHere() {
        assertThat(compose.gateway().path("read_only").asBoolean()).isTrue();
        assertThat(compose.words("/cap_drop")).containsExactly("ALL");
        assertThat(compose.words("/security_opt")).containsExactly("no-new-privileges:true");
        assertThat(compose.words("/tmpfs")).allMatch(mount -> mount.startsWith("/tmp:"));
        assertThat(compose.words("/volumes")).allSatisfy(volume -> {
            String[] parts = volume.split(":", -1);
            assertThat(compose.volumes().has(parts[0])).isTrue();
            assertThat(parts[1]).isEqualTo(image.dockerfile().setting("VOLUME"));
        });
        assertThat(compose.words("/ports"))
                .containsExactly("8443:" + image.dockerfile().setting("EXPOSE"));
        assertThat(compose.gateway().at("/build/dockerfile").asText()).isEqualTo("packages/docker/Dockerfile");
    }

    @Test
    void composesCommandServes() throws Exception {
        makeVolume("/root/compose");
        try (Image.Container container = image.start("/root/compose", "", compose.words("/command"))) {
            List<String> check = compose.words("/healthcheck/test");
            assertThat(check.get(0)).isEqualTo("CMD");
            container.await("the health check", check.subList(1, check.size()));
            container.await("a gateway", READY);
            container.asMachine().tunnel(ENV);
        }
    }

    /** The init container's commands and the container's arguments, with the config map where the chart mounts it. */
    @Test
    void thePodOfTheChartServes() throws Exception {
        Chart chart = new Chart("config: {io.culvert.broker.cfg: 'alone.timeout = 61'}");
        PodSpec pod = chart.statefulSet().getSpec().getTemplate().getSpec();
        makeVolume("/root/pod");
        Path config = image.machine().file("/root/config");
        Files.createDirectory(config);
        for (var file : chart.configMap().getData().entrySet()) {
            Files.writeString(config.resolve(file.getKey()), file.getValue());
        }
        List<String> init = pod.getInitContainers().get(0).getCommand();
        String preparation = """
                mkdir -p /run/culvert/config
                mount --bind /root/config /run/culvert/config
                setpriv --reuid %s --regid %s --clear-groups %s %s '%s'
                """.formatted(
                        pod.getSecurityContext().getRunAsUser(),
                        pod.getSecurityContext().getRunAsGroup(),
                        init.get(0),
                        init.get(1),
                        init.get(2));

        try (Image.Container container =
                image.start("/root/pod", preparation, pod.getContainers().get(0).getArgs())) {
            container.await("a gateway", READY);
            container.asMachine().tunnel(ENV);
            assertThat(container.asMachine().read("/var/lib/culvert/etc/io.culvert.broker.cfg"))
                    .isEqualTo("alone.timeout = 61");
            String path =
                    pod.getContainers().get(0).getLivenessProbe().getHttpGet().getPath();
            container.await(
                    "an address for others",
                    List.of(
                            "bash",
                            "-c",
                            "curl -sfk https://localhost:8443" + path + " && ss -ltn | grep -F '*:8443'"));
            assertThat(container.stop()).as(container.log()).isZero();
        }
    }

    @Test
    void aVolumeOfSomebodyElseIsSaid() throws Exception {
        image.machine().run("install --directory --owner=1 --mode=0700 /root/foreign");
        try (Image.Container container =
                image.start("/root/foreign", "", image.dockerfile().words("CMD"))) {
            assertThat(container.awaitExit()).isEqualTo(1);
            assertThat(container.log()).contains("/var/lib/culvert: Permission denied");
        }
    }
}
