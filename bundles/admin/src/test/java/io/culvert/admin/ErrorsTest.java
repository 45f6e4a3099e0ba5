package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is said, by the right status and in words. */
final class ErrorsTest {

    @TempDir
    Path state = Path.of(""); // set by JUnit

    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = new AdminServer(state);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/tunnels/", "/tunnels/t1/more", "/", "/tunnels/t9", "/sessions/s9"})
    void saysThatThereIsNothing(String path) throws Exception {
        Reply reply = server.get(path);

        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void saysWhichMethodsThereAre() throws Exception {
        Reply reply = server.send("PATCH", "/tunnels/t1", "{}");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("DELETE, GET, HEAD");
    }

    @Test
    void answersHeadWithoutTheBody() throws Exception {
        Reply reply = server.send("HEAD", "/tunnels", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(Integer.parseInt(reply.header("Content-Length"))).isPositive();
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void refusesToAnswerInAnotherType() throws Exception {
        assertThat(server.send(server.request("GET", "/tunnels", "").header("Accept", "text/html"))
                        .status())
                .isEqualTo(406);
        assertThat(server.send(server.request("GET", "/tunnels", "").header("Accept", "text/html, */*;q=0.1"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesAnotherTypeOfBody() throws Exception {
        Reply reply = server.send(server.request("PUT", "/nodes/node1/drain", "")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("seconds=1"))
                .header("Content-Type", "application/x-www-form-urlencoded"));

        assertThat(reply.status()).isEqualTo(415);
        assertThat(server.gateway.drainsUntil).isNull();
    }

    @Test
    void refusesALongBody() throws Exception {
        Reply reply = server.send("POST", "/tokens", "{\"name\":\"" + "x".repeat(70_000) + "\"}");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.detail()).contains("64 KiB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 415",
                "[] | no JSON object",
                "{ | no JSON",
                "{} {} | something else",
                "{\"name\":\"a\",\"name\":\"b\"} | no JSON",
                "{\"nam\":\"a\"} | \"nam\" is not known here; there are name, role, days",
                "{\"name\":7} | name must be a text",
                "{\"name\":\"ci\"} | role must be one of VIEWER, OPERATOR, ADMIN",
                "{\"name\":\"ci\",\"role\":\"root\"} | role must be one of",
                "{\"name\":\"ci\",\"role\":\"ADMIN\",\"days\":0} | between 1 and 36500",
                "{\"name\":\"ci\",\"role\":\"ADMIN\",\"days\":1.5} | whole number",
                "{\"name\":\"ci\",\"role\":\"ADMIN\",\"days\":1e99} | whole number",
                "{\"name\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}} | no JSON"
            })
    void saysWhatIsWrongWithABody(String body, String problem) throws Exception {
        Reply reply = server.send("POST", "/tokens", body);

        assertThat(reply.status()).isIn(400, 415);
        assertThat(reply.text().replace("\\\"", "\"")).contains(problem);
        assertThat(server.gateway.tokens).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tunnels?limit=0 | between 1 and 100000",
                "/tunnels?limit=x | whole number",
                "/tunnels?offset=-1 | whole number",
                "/tunnels?ofset=1 | \"ofset\" is not known here; there are text, offset, limit",
                "/tunnels?limit=1&limit=2 | given twice",
                "/authority/certificates?revoked=maybe | must be true or false",
                "/authority/certificates?device=x | no UUID",
                "/authority/certificates/xyz | no serial number",
                "/events | topics=",
                "/events?topics=weather | There is no topic",
                "/me?x=1 | there is none"
            })
    void saysWhatIsWrongWithAParameter(String path, String problem) throws Exception {
        Reply reply = server.get(path);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "/tunnels, transport",
        "/sessions, broker",
        "/authenticators, broker",
        "/authority, certificate authority",
        "/health, bundle of the health checks",
        "/tokens, console",
        "/audit, audit log",
        "/configurations, metatype service",
        "/nodes, transport",
        "/balancers/nginx, transport"
    })
    void saysWhichPartIsMissing(String path, String part) throws Exception {
        server.parts.transport = null;
        server.parts.broker = null;
        server.parts.authority = null;
        server.parts.health = null;
        server.parts.tokens = null;
        server.parts.audit = null;
        server.parts.descriptions = null;

        Reply reply = server.get(path);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().path("missing").asText()).isEqualTo(part);
        assertThat(server.get("/info").status()).isEqualTo(200);
        assertThat(server.get("/overview").json().path("attention")).isNotEmpty();
    }

    @Test
    void saysThatAPartFailedWithoutItsStackTrace() throws Exception {
        server.gateway.tunnels.add(null);

        Reply reply = server.get("/tunnels");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).doesNotContain("NullPointer").contains("its log says why");
    }
}
