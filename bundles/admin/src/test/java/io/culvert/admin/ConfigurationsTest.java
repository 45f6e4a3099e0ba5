package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.SynchronousConfigurationListener;

/** Configurations are changed in their files, by the real file installer. */
final class ConfigurationsTest {

    private static final String MANY = "io.culvert.sample.many";

    @TempDir
    Path state = Path.of(""); // set by JUnit

    private AdminServer server;
    private Path etc;

    @BeforeEach
    void start() throws Exception {
        server = new AdminServer(state);
        etc = server.osgi.folders.etc();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode configuration(String pid) throws Exception {
        return server.get("/configurations/" + pid).json();
    }

    /** Waits until the file was read. */
    private void await(Path file, String pid, String keyOrValue) throws Exception {
        assertThat(Files.exists(file)).isTrue();
        assertThat(Patience.until(Duration.ofSeconds(20), () -> {
                    try {
                        return configuration(pid).path("values").toString().matches(".*\\b" + keyOrValue + "\\b.*");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }))
                .isTrue();
    }

    @Test
    void showsWhatCanBeConfigured() throws Exception {
        JsonNode all = server.get("/configurations").json();

        JsonNode one = all.at("/types/0");
        assertThat(one.path("pid").asText()).isEqualTo("io.culvert.sample");
        assertThat(one.at("/attributes/0/type").asText()).isEqualTo("INTEGER");
        assertThat(one.at("/attributes/0/defaults/0").asText()).isEqualTo("10");
        assertThat(one.at("/attributes/1/options/1/label").asText()).isEqualTo("Fast");
        assertThat(all.at("/types/1/factory").asBoolean()).isTrue();
        assertThat(all.at("/configurations/0/file").isNull()).isTrue();
        assertThat(server.get("/configurations/org.apache.felix.fileinstall~deploy")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void changesAFileAndKeepsItsCommentsAndSecrets() throws Exception {
        Path file = etc.resolve("io.culvert.sample.cfg");
        Files.writeString(file, "# How long to wait (s).\ntimeout = 20\n\n# Secret.\n.password = hidden\n");
        await(file, "io.culvert.sample", "timeout");
        JsonNode before = configuration("io.culvert.sample");
        assertThat(before.at("/values/timeout").asInt()).isEqualTo(20);
        assertThat(before.at("/secrets/.password").asBoolean()).isTrue();
        assertThat(before.toString()).doesNotContain("hidden");

        Reply changed = server.send(
                "PUT",
                "/configurations/io.culvert.sample",
                "{\"values\":{\"timeout\":30,\"mode\":\"fast\",\"on\":false}}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("# How long to wait (s).\ntimeout = 30", "# Secret.\n.password = hidden", "mode = fast");
        assertThat(changed.json().at("/values/on").asBoolean(true)).isFalse();

        server.send("PUT", "/configurations/io.culvert.sample", "{\"values\":{\"timeout\":30,\".password\":null}}");

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("timeout = 30")
                .doesNotContain("hidden", "mode");
        assertThat(configuration("io.culvert.sample").at("/secrets/.password").asBoolean())
                .isFalse();
        assertThat(server.told.toString()).doesNotContain("hidden");
    }

    @Test
    void leavesAsItIsWhatDoesNotChange() throws Exception {
        Path file = Files.writeString(state.resolve("mounted"), ".password=${user.home}/p\ntimeout  =  20\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(etc.resolve("io.culvert.sample.cfg"), file);
        await(link, "io.culvert.sample", "timeout");
        assertThat(Files.readString(file)).isEqualTo(".password=${user.home}/p\ntimeout  =  20\n");

        String change = "{\"values\":{\"timeout\":20,\"on\":true}}";
        assertThat(server.send("PUT", "/configurations/io.culvert.sample", change)
                        .status())
                .isEqualTo(200);
        assertThat(server.send("PUT", "/configurations/io.culvert.sample", change)
                        .status())
                .isEqualTo(200);

        assertThat(Files.readString(file))
                .isEqualToNormalizingNewlines(".password=${user.home}/p\ntimeout  =  20\non = true\n");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files.filter(each -> each.toString().endsWith(".new"))).isEmpty();
        }
    }

    @Test
    void whatIsChangedPastTheFileIsWrittenToIt() throws Exception {
        Path file = Files.writeString(etc.resolve("io.culvert.sample.cfg"), "# Kept.\ntimeout = 20\nmode = slow\n");
        await(file, "io.culvert.sample", "timeout");
        ConfigurationAdmin admin = server.osgi.service(ConfigurationAdmin.class);
        server.osgi
                .context()
                .registerService(
                        SynchronousConfigurationListener.class,
                        new ConfigurationKeeper(server.osgi.context(), admin),
                        FrameworkUtil.asDictionary(Map.of()));
        Configuration configuration = admin.getConfiguration("io.culvert.sample", null);
        Dictionary<String, Object> changed = configuration.getProperties();
        changed.put("timeout", "40");
        changed.remove("mode");
        changed.remove(ConfigurationStore.FILE); // as the Felix web console does

        configuration.update(changed);

        assertThat(Files.readString(file)).isEqualTo("# Kept.\ntimeout = 40\n");
        assertThat(configuration("io.culvert.sample").path("file").asText()).isEqualTo("io.culvert.sample.cfg");
        Files.writeString(file, "timeout=50\n"); // its own way to write is left alone
        await(file, "io.culvert.sample", "50");
        assertThat(Files.readString(file)).isEqualTo("timeout=50\n");
        configuration.delete();
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void whatItMakesIsForTheGatewayAlone() throws Exception {
        server.send("PUT", "/configurations/io.culvert.sample", "{\"values\":{\".password\":\"secret\"}}");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve("io.culvert.sample.cfg"))))
                .isEqualTo("rw-------");
    }

    @Test
    void makesTheFileOfWhatHadItsDefaults() throws Exception {
        Reply made = server.send("PUT", "/configurations/io.culvert.sample", "{\"values\":{\"timeout\":5}}");

        assertThat(made.json().path("file").asText()).isEqualTo("io.culvert.sample.cfg");
        assertThat(Files.readString(etc.resolve("io.culvert.sample.cfg"))).contains("timeout = 5");
    }

    @Test
    void makesChangesAndRemovesOneOfMany() throws Exception {
        Reply made = server.send(
                "POST",
                "/configurations",
                "{\"type\":\"" + MANY
                        + "\",\"name\":\"office\",\"values\":{\"ranking\":7,\"url\":\"https://a=b \\\"q\\\"\","
                        + "\"uuids\":[\"a\",\"b\"],\".tokens\":[\"file:etc/t\",\"tökén\"]}}");

        assertThat(made.status()).isEqualTo(201);
        String pid = MANY + "~office";
        assertThat(made.header("Location")).isEqualTo("/api/v1/configurations/" + pid);
        Path file = etc.resolve(MANY + "-office.config");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("ranking = I\"7\"")
                .contains("uuids = [")
                .contains("file:etc/t");
        assertThat(made.json().at("/values/url").asText()).isEqualTo("https://a=b \"q\"");
        assertThat(made.text()).doesNotContain("tökén");

        Reply changed = server.send(
                "PUT",
                "/configurations/" + pid,
                "{\"values\":{\"url\":\"http://c\",\"uuids\":[\"c\"],\"deadline\":\"9\"}}");
        assertThat(changed.json().at("/values/uuids").toString()).isEqualTo("[\"c\"]");
        assertThat(changed.json().at("/values/deadline").asText()).isEqualTo("9");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("file:etc/t")
                .doesNotContain("ranking");

        assertThat(server.send("DELETE", "/configurations/" + pid, "").status()).isEqualTo(204);
        assertThat(Files.exists(file)).isFalse();
        assertThat(server.send("DELETE", "/configurations/" + pid, "").status()).isEqualTo(404);
    }

    @Test
    void whatWasMadeSurvivesARestart() throws Exception {
        server.send(
                "POST",
                "/configurations",
                "{\"type\":\"" + MANY
                        + "\",\"name\":\"a\",\"values\":{\"ranking\":7,\"url\":\"xy ö\",\".tokens\":[\"t\"]}}");
        server.close();
        server = new AdminServer(state);
        Path file = etc.resolve(MANY + "-a.config");
        await(file, MANY + "~a", "url");

        JsonNode after = configuration(MANY + "~a");

        assertThat(after.at("/values/ranking").asInt()).isEqualTo(7);
        assertThat(after.at("/values/url").asText()).isEqualTo("xy ö");
        assertThat(after.at("/secrets/.tokens").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"timeout\":\"soon\"} | timeout must be a whole number",
                "{\"timeout\":1.5} | whole number",
                "{\"timeout\":99999999999} | whole number",
                "{\"mode\":\"sideways\"} | mode must be one of slow, fast",
                "{\"on\":\"perhaps\"} | on must be true or false",
                "{\"mode\":[\"fast\"]} | mode must be a text",
                "{\"timeot\":1} | timeot",
                "{\"felix.fileinstall.filename\":\"/etc/passwd\"} | not known here",
                "{\".password\":\"a\\\\\\\\b\"} | must not hold a backslash",
                "{\".password\":\"${karaf.home}\"} | must not hold ${"
            })
    void refusesValuesThatAreNoGood(String values, String problem) throws Exception {
        Reply reply = server.send("PUT", "/configurations/io.culvert.sample", "{\"values\":" + values + "}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains(problem);
        assertThat(Files.exists(etc.resolve("io.culvert.sample.cfg"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a.b", "", "..", "a b", "a~b"})
    void refusesNamesThatLeadElsewhere(String name) throws Exception {
        Reply reply = server.send(
                "POST",
                "/configurations",
                "{\"type\":\"" + MANY + "\",\"name\":\"" + name + "\",\"values\":{\"url\":\"x\"}}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(server.get("/configurations").json().path("configurations")).hasSize(1);
    }

    @Test
    void refusesWhatIsThereAlreadyAndWhatIsMissing() throws Exception {
        String body = "{\"type\":\"" + MANY + "\",\"name\":\"a\",\"values\":{\"url\":\"x\"}}";
        assertThat(server.send("POST", "/configurations", body).status()).isEqualTo(201);
        assertThat(server.send("POST", "/configurations", body).status()).isEqualTo(409);
        assertThat(server.send(
                                "POST",
                                "/configurations",
                                body.replace("\"url\":\"x\"", "").replace("\"a\"", "\"b\""))
                        .detail())
                .contains("url is missing");
        assertThat(server.send("POST", "/configurations", body.replace(MANY, "io.culvert.sample"))
                        .status())
                .isEqualTo(409);
        assertThat(server.send("POST", "/configurations", body.replace(MANY, "org.ops4j.pax.logging"))
                        .status())
                .isEqualTo(404);
        assertThat(server.send("DELETE", "/configurations/io.culvert.sample", "")
                        .status())
                .isEqualTo(409);
        assertThat(List.of(etc.toFile().list())).doesNotContain(MANY + "-b.config");
    }
}
