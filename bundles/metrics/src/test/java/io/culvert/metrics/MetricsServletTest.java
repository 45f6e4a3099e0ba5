package io.culvert.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityOperations;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServletTest {

    private final FakeGateway gateway = Exposed.gateway();
    private final MetricsServlet servlet = new MetricsServlet(gateway.newScrape());
    private final Map<String, Object> answer = new HashMap<>();

    @Test
    void prometheusIsContentWithIt() throws IOException {
        String text = new String(get(Map.of()), StandardCharsets.UTF_8);

        assertThat(answer.get("setContentType")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        PromTool.check(text);
    }

    @Test
    void openMetricsIsToldToThoseWhoAskForIt() throws IOException {
        String text = new String(
                get(Map.of("Accept", "application/openmetrics-text; version=1.0.0")), StandardCharsets.UTF_8);

        assertThat(answer.get("setContentType")).asString().startsWith("application/openmetrics-text");
        assertThat(text).contains("culvert_build_info{").endsWith("# EOF\n");
    }

    /** It would be the first choice of Prometheus, and is not there. */
    @Test
    void protobufIsNotTold() throws IOException {
        get(Map.of(
                "Accept",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
                        + "text/plain;version=0.0.4;q=0.5"));

        assertThat(answer.get("setContentType")).asString().startsWith("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate, gzip;q=0.5", "GZIP"})
    void isZippedForThoseWhoAskForIt(String accepted) throws IOException {
        byte[] body = get(Map.of("Accept-Encoding", accepted));

        assertThat(answer.get("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.get("setContentLength")).isEqualTo(body.length);
        byte[] text = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        assertThat(new String(text, StandardCharsets.UTF_8)).contains("culvert_build_info{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "gzip;q=0", "identity, gzip;q=0.000"})
    void isNotZippedOtherwise(String accepted) throws IOException {
        byte[] body = get(Map.of("Accept-Encoding", accepted));

        assertThat(answer).doesNotContainKey("Content-Encoding");
        assertThat(new String(body, StandardCharsets.UTF_8)).contains("culvert_build_info{");
    }

    @Test
    void answersWhenEverythingIsMissingOrBroken() throws IOException {
        gateway.services.clear();
        gateway.breakPart(AuthorityOperations.class);

        String text = new String(get(Map.of()), StandardCharsets.UTF_8);
        assertThat(text).contains("culvert_build_info{", "culvert_scrape_errors_total{part=\"authority\"}");
        PromTool.check(text);
    }

    private byte[] get(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpServletRequest request =
                proxy(HttpServletRequest.class, (method, arguments) -> headers.get(String.valueOf(arguments[0])));
        HttpServletResponse response = proxy(HttpServletResponse.class, (method, arguments) -> {
            if (method.equals("getOutputStream")) {
                return new Sink(body);
            }
            if (method.equals("setHeader")) {
                return answer.put(arguments[0].toString(), arguments[1]);
            }
            return answer.put(method, arguments[0]);
        });
        servlet.doGet(request, response);
        return body.toByteArray();
    }

    private interface Call {
        @Nullable Object of(String method, Object[] arguments);
    }

    private static <S> S proxy(Class<S> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                MetricsServletTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = call.of(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : result;
                }));
    }

    private static final class Sink extends ServletOutputStream {
        private final ByteArrayOutputStream body;

        Sink(ByteArrayOutputStream body) {
            this.body = body;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int b) {
            body.write(b);
        }
    }
}
