package io.culvert.metrics;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Counts tunnels, and their bytes when they are gone; those of standing ones are asked for at each scrape. */
@Component(
        service = {TunnelMetrics.class, TunnelListener.class},
        immediate = true)
public final class TunnelMetrics implements TunnelListener {

    private static final double[] LIFE_SECONDS = {1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800};
    private static final double[] WAIT_SECONDS = {0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400};

    private final Counter opened = Counter.builder()
            .name("culvert_tunnels_opened_total")
            .help("Tunnels that were established.")
            .withoutExemplars()
            .build();
    private final Counter closed = Counter.builder()
            .name("culvert_tunnels_closed_total")
            .help("Tunnels of which both ends are gone, by the close code with which the first end left.")
            .labelNames("code")
            .withoutExemplars()
            .build();
    private final Histogram durations = Histogram.builder()
            .name("culvert_tunnel_duration_seconds")
            .help("How long tunnels stood that are gone.")
            .classicOnly()
            .classicUpperBounds(LIFE_SECONDS)
            .withoutExemplars()
            .build();
    private final Histogram waits = Histogram.builder()
            .name("culvert_session_wait_seconds")
            .help("How long the first end of a tunnel had been connected when the tunnel was established.")
            .classicOnly()
            .classicUpperBounds(WAIT_SECONDS)
            .withoutExemplars()
            .build();

    private final LongAdder bytesOfClosed = new LongAdder();
    private final AtomicLong toldBytes = new AtomicLong();

    @Activate
    public TunnelMetrics() {
        CloseCodes.USUAL.forEach(closed::initLabelValues);
    }

    void register(PrometheusRegistry registry) {
        registry.register(opened);
        registry.register(closed);
        registry.register(durations);
        registry.register(waits);
    }

    @Override
    public void opened(TunnelInfo tunnel) {
        opened.inc();
        waits.observe(seconds(tunnel.first().connection().since(), tunnel.since()));
    }

    @Override
    public void closed(TunnelInfo tunnel, CloseReason reason) {
        bytesOfClosed.add(bytes(tunnel));
        closed.labelValues(CloseCodes.label(reason)).inc();
        durations.observe(seconds(tunnel.since(), Instant.now()));
    }

    /** The standing tunnels. */
    List<MetricSnapshot> standing(Transport transport) {
        // In this order: a tunnel that closes meanwhile is in neither, and never in both. Then less than last time may
        // come out, which a counter must not tell.
        long bytes = bytesOfClosed.sum();
        List<TunnelInfo> tunnels = transport.tunnels();
        long closing = 0;
        for (TunnelInfo tunnel : tunnels) {
            bytes += bytes(tunnel);
            closing += tunnel.closing() ? 1 : 0;
        }
        return List.of(
                new Family("culvert_tunnels", "Tunnels that stand, those that are closing too.")
                        .add(tunnels.size())
                        .gauge(),
                new Family("culvert_tunnels_closing", "Tunnels that one end has left; the rest is being delivered.")
                        .add(closing)
                        .gauge(),
                new Family("culvert_tunnel_bytes", "Payload that peers sent through tunnels, both ways together.")
                        .add(toldBytes.accumulateAndGet(bytes, Math::max))
                        .counter());
    }

    /** An echo, a tunnel with one end, has both numbers from the same peer. */
    private static long bytes(TunnelInfo tunnel) {
        boolean echo = tunnel.first()
                .connection()
                .id()
                .equals(tunnel.second().connection().id());
        return tunnel.bytesToSecond() + (echo ? 0 : tunnel.bytesToFirst());
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }
}
