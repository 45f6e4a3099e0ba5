package io.culvert.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TunnelMetricsTest {

    private static final CloseReason LEFT = CloseReason.PARTNER_LEFT;

    private final FakeGateway gateway = new FakeGateway();
    private final Scrape scrape = gateway.newScrape();

    @Test
    void countsTunnelsWhileTheyStandAndAfterwards() throws IOException {
        TunnelInfo first = FakeGateway.tunnel("t1", 1000, 200);
        TunnelInfo second = FakeGateway.tunnel("t2", 30, 4);
        open(first);
        open(second);
        close(first, LEFT);

        assertThat(Text.of(scrape).lines())
                .contains(
                        "culvert_tunnels 1.0",
                        "culvert_tunnels_closing 0.0",
                        "culvert_tunnels_opened_total 2.0",
                        "culvert_tunnels_closed_total{code=\"1000\"} 1.0",
                        "culvert_tunnels_closed_total{code=\"1006\"} 0.0",
                        "culvert_tunnel_bytes_total 1234.0",
                        "culvert_tunnel_duration_seconds_count 1",
                        "culvert_session_wait_seconds_bucket{le=\"1.0\"} 0",
                        "culvert_session_wait_seconds_bucket{le=\"5.0\"} 2");
    }

    @Test
    void anEchoIsCountedOnce() throws IOException {
        TunnelInfo tunnel = FakeGateway.tunnel("t1", 500, 500);
        TunnelEnd end = tunnel.first();
        gateway.tunnels.put("t1", new TunnelInfo("t1", "key", end, end, tunnel.since(), 500, 500, 0, true));

        assertThat(Text.of(scrape).lines()).contains("culvert_tunnel_bytes_total 500.0", "culvert_tunnels_closing 1.0");
    }

    @Test
    void bytesNeverGoDownWhileTunnelsComeAndGo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            int tunnels = 2000;
            AtomicBoolean over = new AtomicBoolean();
            Future<List<Double>> told = threads.submit(() -> {
                List<Double> values = new ArrayList<>();
                while (!over.get()) {
                    values.add(bytes());
                }
                values.add(bytes());
                return values;
            });
            List<Callable<Void>> peers = new ArrayList<>();
            for (int peer = 0; peer < 3; peer++) {
                String name = "p" + peer + "-";
                peers.add(() -> {
                    for (int i = 0; i < tunnels; i++) {
                        TunnelInfo tunnel = FakeGateway.tunnel(name + i, 10, 0);
                        open(tunnel);
                        gateway.tunnels.put(tunnel.id(), FakeGateway.tunnel(name + i, 60, 40));
                        close(FakeGateway.tunnel(name + i, 60, 40), LEFT);
                    }
                    return null;
                });
            }
            for (Future<Void> peer : threads.invokeAll(peers)) {
                peer.get();
            }
            over.set(true);

            List<Double> values = told.get();
            assertThat(values).isSorted().endsWith(3.0 * tunnels * 100);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void bytesStayWhenTheTransportIsReplaced() throws IOException {
        TunnelInfo tunnel = FakeGateway.tunnel("t1", 1000, 0);
        open(tunnel);
        assertThat(bytes()).isEqualTo(1000);
        gateway.tunnels.clear(); // gone, and not yet told
        assertThat(bytes()).isEqualTo(1000);
        gateway.tunnelMetrics.closed(tunnel, CloseReason.STOPPING);
        assertThat(bytes()).isEqualTo(1000);
    }

    private double bytes() {
        return gateway.newScrape().now().stream()
                .filter(metric -> metric.getMetadata().getName().equals("culvert_tunnel_bytes"))
                .map(metric -> ((CounterSnapshot) metric).getDataPoints().get(0).getValue())
                .findAny()
                .orElseThrow();
    }

    private void open(TunnelInfo tunnel) {
        gateway.tunnels.put(tunnel.id(), tunnel);
        gateway.tunnelMetrics.opened(tunnel);
    }

    /** In the order of the transport: gone, then told. */
    private void close(TunnelInfo tunnel, CloseReason reason) {
        gateway.tunnels.remove(tunnel.id());
        gateway.tunnelMetrics.closed(tunnel, reason);
    }
}
