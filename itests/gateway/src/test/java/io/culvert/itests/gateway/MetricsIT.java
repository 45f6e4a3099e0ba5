package io.culvert.itests.gateway;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus is told, by a gateway of its own whose figures nobody else changes. */
class MetricsIT {

    private static final String TOKEN = "culvert_of-a-test";
    private static final Path DOCS = Path.of(System.getProperty("culvert.root")).resolve("docs");

    private static GatewayProcess gateway;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start(
                "metrics",
                (etc, tls) -> Files.writeString(
                        etc.resolve("api-tokens.properties"),
                        "prometheus = viewer;2026-01-01T00:00:00Z;never;" + digest(TOKEN) + "\n"));
        http = HttpClient.newBuilder()
                .sslContext(Certificate.trusting(Certificate.read(gateway.authority())))
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        Await.until("the console's port", Duration.ofSeconds(60), MetricsIT::answers);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void nobodyIsToldWithoutAToken() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri()).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).doesNotContain("culvert_build_info");
        assertThat(get("culvert_wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void tunnelsAreCountedWhileTheyStandAndAfterwards() throws Exception {
        double opened = value("culvert_tunnels_opened_total");
        double bytes = value("culvert_tunnel_bytes_total");
        double accepted = value("culvert_authentications_total{authenticator=\"itests\",result=\"accepted\"}");

        byte[] payload = new byte[1000];
        try (Tunnel tunnel = Tunnel.between(
                        gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, Tokens.next());
                WebSocketPeer waiting = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            waiting.authenticate(Credentials.of(Tokens.next()));
            tunnel.first().send(false, payload, 0, payload.length);
            for (int received = 0; received < payload.length; ) {
                received += tunnel.second().receive(new byte[payload.length]);
            }

            await("culvert_tunnels", 1);
            await("culvert_tunnels_opened_total", opened + 1);
            await("culvert_tunnel_bytes_total", bytes + 1000);
            await("culvert_sessions{state=\"waiting\"}", 1);
            await("culvert_connections{listener=\"stream\"}", 1);
            await("culvert_authentications_total{authenticator=\"itests\",result=\"accepted\"}", accepted + 3);
        }
        await("culvert_tunnels", 0);
        await("culvert_sessions{state=\"waiting\"}", 0);
        await("culvert_tunnel_duration_seconds_count", opened + 1);
        assertThat(value("culvert_tunnel_bytes_total")).isEqualTo(bytes + 1000);
    }

    @Test
    void whoIsNotLetInIsCounted() throws Exception {
        double before = sum("culvert_authentications_total\\{.*result=\"rejected\"}");
        double ends = sum("culvert_session_ends_total\\{code=\"1011\"}");
        try (WebSocketPeer peer = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            peer.present(Credentials.of("nobody knows this token"));
            assertThat(peer.hear()).isNotNull();
            Await.until(
                    "the rejection",
                    () -> sum("culvert_authentications_total\\{.*result=\"rejected\"}") == before + 1
                            && sum("culvert_session_ends_total\\{code=\"1011\"}") == ends + 1);
        }
    }

    @Test
    void everythingThatIsDocumentedIsThereAndPrometheusIsContent() throws Exception {
        Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, Tokens.next())
                .close();
        await("culvert_tunnels", 0);
        HttpResponse<String> response = get(TOKEN);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        Set<String> told = Pattern.compile("(?m)^# TYPE (culvert_\\w+)")
                .matcher(response.body())
                .results()
                .map(type -> type.group(1))
                .collect(toCollection(TreeSet::new));
        Set<String> documented = Pattern.compile("(?m)^\\| `(culvert_\\w+)` \\| (?:gauge|counter|histogram) ")
                .matcher(Files.readString(DOCS.resolve("operations.md")))
                .results()
                .map(row -> row.group(1))
                .collect(toCollection(TreeSet::new));
        // These are there once an operator has done something.
        documented.remove("culvert_operator_actions_total");
        assertThat(told).containsAll(documented);
        assertThat(sum("culvert_scrape_errors_total\\{.*}")).isZero();
        assertThat(response.body()).contains("process_open_fds ", "jvm_memory_used_bytes{area=\"heap\"}");

        Path text = gateway.state().resolve("metrics.txt");
        Files.writeString(text, response.body());
        assumeTrue(
                System.getenv("CI") != null
                        || Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
                "promtool is not installed: apt-get install prometheus");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
    }

    private static void await(String series, double expected) {
        Await.until(series + " to be " + expected, () -> sum(Pattern.quote(series)) == expected);
    }

    private static double value(String series) {
        return sum(Pattern.quote(series));
    }

    /** The sum of the series whose names match; 0 if there is none. */
    private static double sum(String series) {
        try {
            HttpResponse<String> response = get(TOKEN);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return Pattern.compile("(?m)^" + series + " (\\S+)$")
                    .matcher(response.body())
                    .results()
                    .mapToDouble(line -> Double.parseDouble(line.group(1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers() {
        try {
            return get(TOKEN).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> get(String token) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri())
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static URI uri() {
        return URI.create("https://localhost:" + gateway.consolePort() + "/metrics");
    }

    private static String digest(String token) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JVM has it
        }
    }
}
