package io.culvert.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of the gateway that is asked at each scrape. When it is not there its metrics are left out; when it fails, too,
 * which is counted: no part takes the metrics of the others with it.
 *
 * @param <S> its service
 */
final class Part<S> implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(Part.class);

    private final String name;
    private final Class<S> type;
    private final Services services;
    private final Counter errors;
    private final Function<S, List<MetricSnapshot>> metrics;

    /** Whether it failed last time, so that it is said once. */
    private volatile boolean failing;

    Part(String name, Class<S> type, Services services, Counter errors, Function<S, List<MetricSnapshot>> metrics) {
        this.name = name;
        this.type = type;
        this.services = services;
        this.errors = errors;
        this.metrics = metrics;
        errors.initLabelValues(name);
    }

    @Override
    public MetricSnapshots collect() {
        try {
            MetricSnapshots found = new MetricSnapshots(services.ask(type, metrics, List.of()));
            failing = false;
            return found;
        } catch (RuntimeException e) {
            // Another bundle's code, which may be stopping at this moment.
            errors.labelValues(name).inc();
            if (!failing) {
                LOG.warn("Metrics of \"{}\" are left out until it answers again", name, e);
            }
            failing = true;
            return new MetricSnapshots();
        }
    }
}
