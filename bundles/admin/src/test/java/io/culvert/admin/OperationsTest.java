package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.broker.AuthenticatorInfo.Circuit;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.event.Event;
import io.culvert.api.health.HealthResult;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each operation does what it says. */
final class OperationsTest {

    private static final String DEVICE = "6b1f8c0e-0000-4000-8000-000000000001";

    @TempDir
    Path state = Path.of(""); // set by JUnit

    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = new AdminServer(state);
        server.gateway.tunnels.add(FakeGateway.tunnel(1, 100));
        server.gateway.tunnels.add(FakeGateway.tunnel(2, 200));
        server.gateway.sessions.add(FakeGateway.session("c9", SessionInfo.State.WAITING));
        server.gateway.sessions.add(FakeGateway.session("c8", SessionInfo.State.CONNECTED));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void tellsWhoAsks() throws Exception {
        JsonNode me = server.get("/me").json();

        assertThat(me.toString()).isEqualTo("{\"user\":\"ann\",\"role\":\"ADMIN\",\"door\":\"CONSOLE\"}");
    }

    @Test
    void showsTheGatewayInFigures() throws Exception {
        JsonNode info = server.get("/info").json();

        assertThat(info.at("/transport/tunnels").asInt()).isEqualTo(2);
        assertThat(info.at("/broker/sessions/WAITING").asInt()).isEqualTo(1);
        assertThat(info.at("/authority/state").asText()).isEqualTo("VALID");
        JsonNode sample = server.get("/overview").json().path("sample");
        assertThat(sample.path("bytesPerSecond").asInt()).isEqualTo(150);
        assertThat(sample.path("connections").asInt()).isEqualTo(3);
        assertThat(server.get("/overview/history").json().path("interval").asInt())
                .isEqualTo(10);
    }

    @Test
    void saysWhatNeedsAttention() throws Exception {
        server.gateway.authenticators.add(FakeGateway.authenticator("ldap", Circuit.OPEN));
        server.gateway.drain(Duration.ofMinutes(5));
        server.authority.state = io.culvert.api.ca.AuthorityStatus.State.EXPIRING;
        server.gateway.checks.add(
                new HealthResult("disk", HealthResult.Status.CRITICAL, "It is full. Make room.", Duration.ofMillis(1)));

        String attention = server.get("/overview").json().path("attention").toString();

        assertThat(attention)
                .contains("The authenticator ldap failed too often", "no route to host")
                .contains("This node drains")
                .contains("expires soon. Renew it.")
                .contains("disk: It is full. Make room.")
                .startsWith("[{\"severity\":\"CRITICAL\"");
    }

    @Test
    void listsAndSearchesTunnelsWithoutTheirKeys() throws Exception {
        Reply all = server.get("/tunnels");
        assertThat(all.json().path("total").asInt()).isEqualTo(2);
        assertThat(all.json().at("/tunnels/0/id").asText()).isEqualTo("t1");
        assertThat(all.text()).doesNotContain("secret-key");
        assertThat(server.get("/tunnels?text=LAPTOP%202")
                        .json()
                        .at("/tunnels/0/id")
                        .asText())
                .isEqualTo("t2");
        JsonNode page = server.get("/tunnels?offset=1&limit=1").json();
        assertThat(page.path("total").asInt()).isEqualTo(2);
        assertThat(page.at("/tunnels/0/id").asText()).isEqualTo("t2");
        assertThat(server.get("/tunnels/t2").json().at("/first/peer/name").asText())
                .isEqualTo("Laptop 2");
    }

    @Test
    void closesATunnelAndTellsOthers() throws Exception {
        assertThat(server.send("DELETE", "/tunnels/t1?reason=maintenance%0Atoday", "")
                        .status())
                .isEqualTo(204);
        assertThat(server.gateway.closed).containsExactly("t1 1008 maintenance today");
        assertThat(server.send("DELETE", "/tunnels/t1", "").status()).isEqualTo(404);

        assertThat(server.acts())
                .extracting(Event.OperatorActed::action, Event.OperatorActed::target, Event.OperatorActed::success)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("tunnel.close", "t1", true),
                        org.assertj.core.groups.Tuple.tuple("tunnel.close", "t1", false));
        assertThat(server.acts().get(0).detail()).isEqualTo("maintenance today");
    }

    @Test
    void listsAndClosesSessions() throws Exception {
        assertThat(server.get("/sessions?text=laptop").json().path("total").asInt())
                .isEqualTo(1);
        assertThat(server.get("/sessions/c8").json().path("state").asText()).isEqualTo("CONNECTED");
        assertThat(server.send("DELETE", "/sessions/c9", "").status()).isEqualTo(204);
        assertThat(server.gateway.closed).containsExactly("c9 1008 Closed by the operator");
        assertThat(server.send("DELETE", "/sessions/t1", "").status()).isEqualTo(404);
        assertThat(server.gateway.closed).hasSize(1);
    }

    @Test
    void triesATokenAndNeverEchoesIt() throws Exception {
        Reply good = server.send("POST", "/authenticators/try", "{\"token\":\"good\",\"uuid\":\"u7\"}");
        assertThat(good.json().path("accepted").asBoolean()).isTrue();
        assertThat(good.json().path("authenticator").asText()).isEqualTo("first");
        assertThat(good.json().at("/limits/lifetime").asInt()).isEqualTo(3600);
        assertThat(good.json().at("/uses/tunnels").asInt()).isEqualTo(1);
        assertThat(java.util.Objects.requireNonNull(server.gateway.tried)
                        .connection()
                        .listener())
                .isEqualTo("console");

        Reply bad = server.send("POST", "/authenticators/try", "{\"token\":\"s3cr3t-token\",\"nonce\":\"n0nce\"}");
        assertThat(bad.json().path("accepted").asBoolean()).isFalse();
        assertThat(bad.json().path("reason").asText()).isEqualTo("expired yesterday");
        assertThat(bad.text() + server.told).doesNotContain("s3cr3t", "n0nce");
        assertThat(server.get("/authenticators").json().path("authenticators")).hasSize(1);
    }

    @Test
    void drainsAndResumesThisNode() throws Exception {
        assertThat(server.get("/nodes").json().at("/nodes/0/ready").asBoolean()).isTrue();
        Reply drained = server.send("PUT", "/nodes/node1/drain", "{\"seconds\":60}");
        assertThat(drained.json().path("drainsUntil").isTextual()).isTrue();
        assertThat(drained.json().path("ready").asBoolean()).isFalse();
        assertThat(server.send("PUT", "/nodes/node2/drain", "{\"seconds\":60}").status())
                .isEqualTo(404);
        assertThat(server.send("PUT", "/nodes/node1/drain", "{\"seconds\":-1}").status())
                .isEqualTo(400);
        assertThat(server.send("DELETE", "/nodes/node1/drain", "")
                        .json()
                        .path("drainsUntil")
                        .isNull())
                .isTrue();
    }

    @Test
    void renewsAndRevokesAndReadmits() throws Exception {
        server.authority.generations.add(FakeAuthority.generation(1, io.culvert.api.ca.AuthorityStatus.Phase.ACTIVE));
        assertThat(server.send("POST", "/authority/generations", "{}")
                        .json()
                        .path("generation")
                        .asInt())
                .isEqualTo(2);
        assertThat(server.authority.done).containsExactly("renew by ann");
        server.send("POST", "/authority/generations", "{\"activate\":false}");
        assertThat(server.authority.done).last().isEqualTo("prepare by ann");

        server.authority.certificates.add(FakeAuthority.info("0a", DEVICE, "office"));
        JsonNode found =
                server.get("/authority/certificates?text=OFFICE&expired=true").json();
        assertThat(found.at("/certificates/0/serial").asText()).isEqualTo("0a");
        assertThat(server.send(
                                "POST",
                                "/authority/revocations",
                                "{\"device\":\"{" + DEVICE.toUpperCase(java.util.Locale.ROOT)
                                        + "}\",\"reason\":\"KEY_COMPROMISE\"}")
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(1);
        assertThat(server.authority.blocked).containsExactly(new RevocationTarget.Device(DEVICE));
        assertThat(server.send("POST", "/authority/revocations", "{\"serial\":\"0a\",\"identity\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("DELETE", "/authority/revocations?device=" + DEVICE, "")
                        .json()
                        .path("readmitted")
                        .asText())
                .isEqualTo(DEVICE);
        assertThat(server.send("DELETE", "/authority/revocations?device=" + DEVICE, "")
                        .status())
                .isEqualTo(404);
        assertThat(server.send("DELETE", "/authority/revocations", "").status()).isEqualTo(400);
    }

    @Test
    void passesOnWhyTheAuthorityCannot() throws Exception {
        server.authority.failure = "The disk is full; make room.";

        Reply reply = server.send("POST", "/authority/generations", "{}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail()).isEqualTo("The disk is full; make room.");
        assertThat(server.send("POST", "/authority/certificates", "{\"identity\":\"office\",\"request\":\"MAA=\"}")
                        .detail())
                .contains("Refused, unavailable");
        assertThat(server.send(
                                "POST",
                                "/authority/certificates",
                                "{\"identity\":\"office\",\"request\":\"no request\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("POST", "/authority/import", "{\"pem\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(server.send("POST", "/authority/import", "{\"pkcs12\":\"MAA=\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("POST", "/authority/cross-certification", "{\"pem\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.get("/authority/cross-certification").status()).isEqualTo(409);
        assertThat(server.get("/authority/files/ca.pem").status()).isEqualTo(409);
        assertThat(server.get("/authority/files/ca.key").status()).isEqualTo(404);
    }

    @Test
    void makesAndRevokesTokens() throws Exception {
        Reply made = server.send("POST", "/tokens", "{\"name\":\"ci\",\"role\":\"VIEWER\",\"days\":9}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/tokens/ci");
        assertThat(made.json().path("token").asText()).isEqualTo("the-secret-token");
        assertThat(server.send("POST", "/tokens", "{\"name\":\"ci\",\"role\":\"VIEWER\"}")
                        .status())
                .isEqualTo(409);
        assertThat(server.get("/tokens").text()).doesNotContain("the-secret-token");
        assertThat(server.told.toString()).doesNotContain("the-secret-token");
        assertThat(server.send("DELETE", "/tokens/ci", "").status()).isEqualTo(204);
        assertThat(server.send("DELETE", "/tokens/ci", "").status()).isEqualTo(404);
    }

    @Test
    void showsHealthAndAuditLog() throws Exception {
        server.gateway.checks.add(new HealthResult("b", HealthResult.Status.WARN, "Look.", Duration.ofMillis(1)));
        server.gateway.checks.add(new HealthResult("a", HealthResult.Status.OK, "Good.", Duration.ofMillis(1)));
        server.gateway.audit.add("{\"n\":1}");
        server.gateway.audit.add("{\"n\":2}");

        assertThat(server.get("/health").json().at("/results/0/name").asText()).isEqualTo("a");
        assertThat(server.get("/audit").json().toString()).isEqualTo("{\"entries\":[{\"n\":2},{\"n\":1}]}");
        assertThat(server.get("/audit?limit=1").json().path("entries")).hasSize(1);
        assertThat(server.get("/audit/verify").json().at("/fault/line").asInt()).isEqualTo(8);
    }

    @Test
    void answersInTimeWithTenThousandTunnels() throws Exception {
        for (int i = 3; i <= 10_000; i++) {
            server.gateway.tunnels.add(FakeGateway.tunnel(i, i));
        }
        for (String path : new String[] {"/tunnels", "/tunnels?limit=10000", "/overview", "/info"}) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertThat(server.client
                                .send(
                                        server.request("GET", path, "").build(),
                                        java.net.http.HttpResponse.BodyHandlers.ofByteArray())
                                .statusCode())
                        .isEqualTo(200);
                best = Math.min(best, System.nanoTime() - start);
            }
            System.out.printf("10 000 tunnels, GET %s: %d ms%n", path, best / 1_000_000);
        }
    }
}
