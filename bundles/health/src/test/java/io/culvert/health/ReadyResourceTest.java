package io.culvert.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadyResourceTest {

    private static final long SECOND = 1_000_000_000;

    private boolean ready = true;
    private int asked;
    private long now = Long.MAX_VALUE - SECOND; // the clock may come round at any time

    private final ReadyResource resource = new ReadyResource(
            new Health() {
                @Override
                public List<HealthResult> check() {
                    throw new UnsupportedOperationException("nobody may see that");
                }

                @Override
                public boolean ready() {
                    asked++;
                    return ready;
                }
            },
            () -> now);

    private HttpReply request(String method) {
        ConnectionInfo connection = new ConnectionInfo(
                "c1",
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                InetSocketAddress.createUnresolved("203.0.113.7", 1),
                Instant.EPOCH,
                List.of());
        return resource.handle(new HttpRequest(method, "/readyz", "", Map.of(), new byte[0], connection))
                .toCompletableFuture()
                .join();
    }

    private static String body(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void itTellsOneWordAndNothingElse() {
        HttpReply reply = request("GET");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(body(reply)).isEqualTo("ready\n");
        assertThat(reply.headers()).containsEntry("Cache-Control", "no-store");

        ready = false;
        now += SECOND;
        assertThat(request("GET").status()).isEqualTo(503);
        assertThat(body(request("GET"))).isEqualTo("not ready\n");
    }

    @Test
    void theChecksAreAskedOnceASecondAtMost() {
        for (int i = 0; i < 10; i++) {
            assertThat(request("GET").status()).isEqualTo(200);
        }
        ready = false;
        now += SECOND - 1;
        assertThat(request("GET").status()).isEqualTo(200);
        assertThat(asked).isEqualTo(1);

        now += 1;
        assertThat(request("GET").status()).isEqualTo(503);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void nothingCanBeSentThere() {
        HttpReply reply = request("POST");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD");
        assertThat(asked).isZero();
    }
}
