package io.culvert.metrics;

import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Whether the gateway does what it should, by its own judgement. */
final class HealthMetrics {

    private HealthMetrics() {}

    static List<MetricSnapshot> of(Health health) {
        Family checks = new Family("culvert_health_check", "What a health check found; 1 for the state that is.");
        BoundedLabel names = new BoundedLabel();
        for (HealthResult result : health.check()) {
            checks.addState(result.status(), HealthResult.Status.class, "check", names.of(result.name()));
        }
        return List.of(
                new Family("culvert_ready", "1 when new peers should be sent to this node, 0 when not.")
                        .add(health.ready() ? 1 : 0)
                        .gauge(),
                checks.gauge());
    }
}
