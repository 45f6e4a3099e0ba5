package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What balancers are told; itests/console runs it. */
final class BalancerTest {

    @TempDir
    Path state = Path.of(""); // set by JUnit

    @ParameterizedTest
    @EnumSource(Balancer.Kind.class)
    void isForTheGatewaysOwnNode(Balancer.Kind kind) {
        String plain = Balancer.of(kind, new Balancer.Node("node1", "10.0.0.7", 8080, false));
        String encrypted = Balancer.of(kind, new Balancer.Node("node1", "127.0.0.1", 8443, true));

        assertThat(plain).contains("10.0.0.7:8080", "/websocket/node1").doesNotContain("@", "?tls", "?plain", "ca.pem");
        assertThat(encrypted)
                .contains("127.0.0.1:8443", "/etc/ssl/culvert/ca.pem")
                .doesNotContain("?tls", "?plain");
        assertThat(plain.getBytes(StandardCharsets.US_ASCII)).asString().isEqualTo(plain);
    }

    @Test
    void isServedAsText() throws Exception {
        try (AdminServer server = new AdminServer(state)) {
            Reply nginx = server.get("/balancers/nginx");

            assertThat(nginx.text()).contains("server 127.0.0.1:8443");
            assertThat(server.get("/balancers/lighttpd").status()).isEqualTo(404);
        }
    }
}
