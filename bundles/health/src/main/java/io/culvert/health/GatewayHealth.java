package io.culvert.health;

import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.health.HealthResult.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * All checks with our {@link Tags}. The executor of Felix gives each its deadline, remembers results for a moment, and
 * makes {@code CRITICAL} of what has been unavailable for too long.
 */
@Component(service = Health.class)
public final class GatewayHealth implements Health {

    private final HealthCheckExecutor executor;

    @Activate
    public GatewayHealth(@Reference HealthCheckExecutor executor) {
        this.executor = executor;
    }

    @Override
    public List<HealthResult> check() {
        return executor.execute(HealthCheckSelector.tags(Tags.CULVERT)).stream()
                .map(GatewayHealth::result)
                .sorted(Comparator.comparing(HealthResult::name))
                .toList();
    }

    @Override
    public boolean ready() {
        List<HealthCheckExecutionResult> needed = executor.execute(HealthCheckSelector.tags(Tags.CULVERT, Tags.READY));
        return !needed.isEmpty()
                && needed.stream().allMatch(each -> each.getHealthCheckResult().getStatus() == Result.Status.OK);
    }

    private static HealthResult result(HealthCheckExecutionResult executed) {
        Result result = executed.getHealthCheckResult();
        String message = StreamSupport.stream(result.spliterator(), false)
                .filter(entry -> !entry.isDebug())
                .map(ResultLog.Entry::getMessage)
                .collect(Collectors.joining(" "));
        return new HealthResult(
                executed.getHealthCheckMetadata().getName(),
                status(result.getStatus()),
                message.isBlank() ? "The check says nothing." : message,
                Duration.ofMillis(executed.getElapsedTimeInMs()));
    }

    private static Status status(Result.Status status) {
        return switch (status) {
            case OK -> Status.OK;
            case WARN -> Status.WARN;
            case TEMPORARILY_UNAVAILABLE -> Status.TEMPORARILY_UNAVAILABLE;
            case CRITICAL, HEALTH_CHECK_ERROR -> Status.CRITICAL;
        };
    }
}
