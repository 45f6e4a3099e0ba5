package io.culvert.metrics;

import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.health.Health;
import io.culvert.api.transport.Transport;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Function;

/** All metrics of this gateway. For any thread. */
final class Scrape {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Services services;
    private final Counter errors = Counter.builder()
            .name("culvert_scrape_errors_total")
            .help("How often the metrics of a part were left out because it failed.")
            .labelNames("part")
            .withoutExemplars()
            .build();

    /**
     * The metrics of the gateway and of its JVM.
     *
     * @param version of the gateway
     * @param services its parts
     */
    Scrape(String version, Services services, EventMetrics events, TunnelMetrics tunnels) {
        this.services = services;
        Info build = Info.builder()
                .name("culvert_build_info")
                .help("Version of the gateway; always 1.")
                .labelNames("version")
                .register(registry);
        build.setLabelValues(version);
        events.register(registry);
        tunnels.register(registry);
        part("node", Transport.class, Scrape::node);
        part("tunnels", Transport.class, tunnels::standing);
        part("listeners", Transport.class, new ListenerMetrics(services, new BoundedLabel())::of);
        part("broker", Broker.class, new BrokerMetrics(events.authenticators())::of);
        part("authority", AuthorityOperations.class, AuthorityMetrics::of);
        part("health", Health.class, HealthMetrics::of);
        registry.register(errors);
        registerProcess();
    }

    private <S> void part(String name, Class<S> type, Function<S, List<MetricSnapshot>> metrics) {
        registry.register(new Part<>(name, type, services, errors, metrics));
    }

    /** Those of Prometheus' library that need nothing but Java's own beans. */
    private void registerProcess() {
        ProcessMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmBufferPoolMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        JvmClassLoadingMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
    }

    private static List<MetricSnapshot> node(Transport transport) {
        return List.of(new Family("culvert_node_info", "Name of the node; always 1.")
                .add(1, "node", transport.nodeId())
                .gauge());
    }

    /** The metrics as they are now. */
    MetricSnapshots now() {
        return registry.scrape();
    }
}
