package io.culvert.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard's files, by the server that the gateway has. */
class DashboardServletTest {

    private static final Pattern SCRIPT = Pattern.compile("src=\"\\./(assets/[\\w-]+\\.js)\"");

    private static final Server SERVER = new Server(new InetSocketAddress("127.0.0.1", 0));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(DashboardServlet.class, DashboardServlet.PATH + "*");
        SERVER.setHandler(context);
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    @Test
    void showsThePageAndAsksForItEachTime() throws Exception {
        HttpResponse<String> page = get("");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type"))
                .startsWithIgnoringCase("text/html")
                .containsIgnoringCase("utf-8");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(page.body()).contains("<title>Culvert</title>");
    }

    @Test
    void scriptsAreKeptForEver() throws Exception {
        HttpResponse<String> script = get(script());
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(header(script, "Content-Type")).startsWith("text/javascript");
        assertThat(header(script, "Cache-Control")).contains("immutable");
    }

    @Test
    void thePageHasNothingThatAContentSecurityPolicyForbids() throws Exception {
        assertThat(get("").body())
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContain("<style", "style=", "onload=", "http://", "https://");
    }

    @Test
    void sendsNoContentThatIsKnown() throws Exception {
        String tag = header(get(script()), "ETag");
        HttpResponse<String> again = CLIENT.send(
                HttpRequest.newBuilder(uri(script()))
                        .header("If-None-Match", tag)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.html",
                "assets/",
                "assets",
                "%2e%2e/test/test.html",
                "..%2ftest/test.html",
                "assets/%2e%2e/%2e%2e/%2e%2e/META-INF/MANIFEST.MF",
                "%2fetc/passwd",
                ".hidden.js",
                "assets%5c..%5cindex.html"
            })
    void nothingElseIsThere(String path) throws Exception {
        assertThat(get(path).statusCode()).isBetween(400, 404);
    }

    private static String script() throws Exception {
        Matcher script = SCRIPT.matcher(get("").body());
        assertThat(script.find()).isTrue();
        return script.group(1);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        int port = ((ServerConnector) SERVER.getConnectors()[0]).getLocalPort();
        return URI.create("http://127.0.0.1:" + port + DashboardServlet.PATH + path);
    }
}
