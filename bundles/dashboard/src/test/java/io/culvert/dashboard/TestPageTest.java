package io.culvert.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPageTest {

    private static final ConnectionInfo ANYBODY = new ConnectionInfo(
            "c1",
            ConnectionInfo.Kind.WEBSOCKET,
            true,
            "main",
            new InetSocketAddress("127.0.0.1", 1),
            Instant.EPOCH,
            List.of());

    private final TestPage page = new TestPage();

    @Test
    void isAPageThatNobodyCanFrameOrFillWithScripts() {
        HttpReply reply = get("/test/", Map.of());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("Content-Type")).startsWith("text/html");
        assertThat(reply.headers().get("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("Connection test");
    }

    @Test
    void leadsToTheFolderSoThatItsFilesAreFound() {
        HttpReply reply = get("/test", Map.of());
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.headers()).containsEntry("Location", "/test/");
    }

    @Test
    void sendsNoContentThatIsKnown() {
        String tag = get("/test/", Map.of()).headers().get("ETag");
        HttpReply again = get("/test/", Map.of("if-none-match", List.of(tag)));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/test/../culvert/index.html",
                "/test/%2e%2e/",
                "/test/assets/",
                "/test//etc/passwd",
                "/test/x.js"
            })
    void nothingElseIsThere(String path) {
        assertThat(get(path, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void takesNothing() {
        HttpReply reply = answer("POST", "/test/", Map.of());
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD");
    }

    private HttpReply get(String path, Map<String, List<String>> headers) {
        return answer("GET", path, headers);
    }

    private HttpReply answer(String method, String path, Map<String, List<String>> headers) {
        return page.handle(new HttpRequest(method, path, "", headers, new byte[0], ANYBODY))
                .toCompletableFuture()
                .join();
    }
}
