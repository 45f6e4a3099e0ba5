package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.plugin.PluginInfo;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins come and go by way of the deploy folder, in a real framework. */
final class PluginsTest {

    @TempDir
    Path state = Path.of(""); // set by JUnit

    private AdminServer server;
    private Path deploy;

    @BeforeEach
    void start() throws Exception {
        server = new AdminServer(state);
        deploy = server.osgi.folders.deploy();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private byte[] jar(String symbolicName, String... headers) throws Exception {
        Map<String, String> all =
                new java.util.HashMap<>(Map.of("Bundle-SymbolicName", symbolicName, "Bundle-Name", "Plug"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        Path file = state.resolve("upload.jar");
        FrameworkFixture.jar(file, all, Map.of());
        return Files.readAllBytes(file);
    }

    private Reply upload(byte[] content) throws Exception {
        return server.send(server.request("POST", "/plugins", "")
                .POST(BodyPublishers.ofByteArray(content))
                .header("Content-Type", "application/java-archive"));
    }

    /** The status for a jar of a size. By curl, which asks before it sends much: Java's client loses an early answer. */
    private String statusFor(long size) throws Exception {
        Path file = state.resolve("large.jar");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(size);
        }
        Process curl = new ProcessBuilder(
                        "curl",
                        "--silent",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}",
                        "--header",
                        "X-Test-Role: ADMIN",
                        "--header",
                        "Content-Type: application/java-archive",
                        "--data-binary",
                        "@" + file,
                        server.uri("/plugins").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream answer = curl.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void installsStopsStartsUpdatesAndRemoves() throws Exception {
        Reply made = upload(jar("org.example.plug;singleton:=true", "Bundle-Version", "1.0.0"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().path("state").asText()).isEqualTo("ACTIVE");
        assertThat(made.json().path("problem").isNull()).isTrue();
        assertThat(made.json().path("file").asText()).isEqualTo("org.example.plug.jar");
        String path = "/plugins/" + made.json().path("id").asLong();
        assertThat(server.get("/plugins").json().path("plugins")).hasSize(1);

        assertThat(server.send("POST", path + "/stop", "").json().path("state").asText())
                .isEqualTo("RESOLVED");
        assertThat(server.send("POST", path + "/start", "").json().path("state").asText())
                .isEqualTo("ACTIVE");

        Reply updated = upload(jar("org.example.plug", "Bundle-Version", "2.0.0"));
        assertThat(updated.json().path("version").asText()).isEqualTo("2.0.0");
        assertThat(server.get("/plugins").json().path("plugins")).hasSize(1);

        assertThat(server.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(deploy.toFile().list()).isEmpty();
        assertThat(server.get(path).status()).isEqualTo(404);
        assertThat(server.acts()).extracting(act -> act.target()).contains("org.example.plug 2.0.0");
    }

    @Test
    void saysWhyOneDoesNotWork() throws Exception {
        server.gateway.problem = "imports what nobody has";
        JsonNode made = upload(jar("org.example.lost", "Import-Package", "no.such.thing"))
                .json();

        assertThat(made.path("state").asText()).isEqualTo("INSTALLED");
        assertThat(made.path("problem").asText()).isEqualTo("imports what nobody has");
        Reply start = server.send("POST", "/plugins/" + made.path("id").asLong() + "/start", "");
        assertThat(start.status()).isEqualTo(409);
        assertThat(start.detail()).isEqualTo("It cannot be started: imports what nobody has");
    }

    @Test
    void listsWhatIsMeantToAuthenticateWhereverItComesFrom() throws Exception {
        long sample = server.osgi.sample.getBundleId();
        server.gateway.plugins.add(new PluginInfo(sample, "io.culvert.sample", "1.0.0", null));
        server.gateway.plugins.add(new PluginInfo(99, "org.example.lost", "1.0.0", "imports what nobody has"));

        JsonNode plugins = server.get("/plugins").json().path("plugins");
        assertThat(plugins).hasSize(1);
        assertThat(plugins.at("/0/bundle").asText()).isEqualTo("io.culvert.sample");
        assertThat(plugins.at("/0/file").isNull()).isTrue();
        assertThat(server.send("DELETE", "/plugins/" + sample, "").detail()).contains("is not from deploy/");
        JsonNode missing = server.get("/authenticators").json().path("missing");
        assertThat(missing).hasSize(1);
        assertThat(missing.at("/0/bundle").asText()).isEqualTo("org.example.lost");
        assertThat(missing.at("/0/problem").asText()).isEqualTo("imports what nobody has");
    }

    @Test
    void listsInstallsAndRemovesWhileTheBrokerIsAway() throws Exception {
        server.parts.diagnosis = null;

        JsonNode made = upload(jar("org.example.plug")).json();

        assertThat(made.path("state").asText()).isEqualTo("ACTIVE");
        assertThat(made.path("problem").asText())
                .startsWith("nobody can say whether it works: The broker is not running.");
        assertThat(server.get("/plugins").json().path("plugins")).hasSize(1);
        assertThat(server.get("/authenticators").status()).isEqualTo(503);
        assertThat(server.send("DELETE", "/plugins/" + made.path("id").asLong(), "")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void refusesWhatIsNoPlugin() throws Exception {
        assertThat(upload("no jar".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .detail())
                .contains("no jar");
        assertThat(upload(jar("io.culvert.sample")).detail()).contains("part of the gateway");
        assertThat(upload(jar("../../etc/evil")).detail()).contains("is no good");
        assertThat(upload(jar("a", "Fragment-Host", "io.culvert.api")).detail()).contains("fragment");
        assertThat(statusFor((32L << 20) + 1)).isEqualTo("413");
        assertThat(server.send("POST", "/plugins", "{}").status()).isEqualTo(415);
        assertThat(server.send("DELETE", "/plugins/0", "").status()).isEqualTo(404);
        assertThat(server.send("POST", "/plugins/x/stop", "").status()).isEqualTo(404);
        assertThat(deploy.toFile().list()).isEmpty();
        assertThat(state.resolve("data/tmp").toFile().list()).isEmpty();
    }
}
