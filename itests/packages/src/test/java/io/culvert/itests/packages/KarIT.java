package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.Command;
import io.culvert.itests.gateway.Guide;
import io.culvert.itests.gateway.Guide.Block;
import io.culvert.itests.peers.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The KAR in an Apache Karaf as it is published, put there as docs/operations.md tells it. */
class KarIT {

    private static final Path ROOT =
            Path.of(System.getProperty("culvert.root")).toAbsolutePath().normalize();

    @Test
    void aPlainKarafBecomesAGateway(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws Exception {
        List<String> guide = Guide.blocks("docs/operations.md").stream()
                .filter(block -> block.kind().equals("kar"))
                .map(Block::text)
                .toList();
        assertThat(guide).hasSize(1);
        int port = PlainKaraf.freePort();

        try (PlainKaraf karaf = new PlainKaraf(home, before -> {
            Command.run(ROOT, guide.get(0), Map.of("KARAF", home.toString()));
            before.set("io.culvert.transport.undertow.listener-main", "port", port);
            before.set("io.culvert.console", "port", PlainKaraf.freePort());
        })) {
            karaf.await("feature:list", "culvert-broker");
            karaf.attempt("feature:install culvert");

            Await.until("the gateway to be ready", Duration.ofMinutes(2), () -> status(home, port)
                    .equals("200"));
            tunnel(home, port);
            karaf.await("bundle:list", "Culvert :: Broker");
            assertThat(karaf.attempt("bundle:list")).doesNotContain("Installed", "Waiting", "Failure", "GracePeriod");
            assertThat(karaf.log()).doesNotContain("0.0.0.0:8080");
        }
    }

    private static String status(Path home, int port) {
        return Command.output(
                home,
                "curl --silent --cacert server_maintenance/d2d/ca.pem --output /dev/null --write-out '%{http_code}'"
                        + " https://127.0.0.1:" + port + "/readyz || true");
    }

    private static void tunnel(Path home, int port) throws Exception {
        Command.run(home, """
                culvert() {
                    timeout 60 %s/karaf-distribution/target/assembly/bin/culvert connect wss://127.0.0.1:%d \
                        --ca server_maintenance/d2d/ca.pem --token-file token --nonce it --stdio --name "$1"
                }
                head -c 1000000 /dev/urandom >sent
                culvert receiver </dev/null >received &
                receiver=$!
                culvert sender <sent >/dev/null
                wait $receiver
                cmp sent received
                """.formatted(ROOT, port));
    }
}
