package io.culvert.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.health.HealthResult;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.ServiceReference;

class GatewayHealthTest {

    private final List<HealthCheckExecutionResult> results = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final GatewayHealth health = new GatewayHealth(new Executor());

    @Test
    void theResultsAreInTheOrderOfTheirNames() {
        add("disk", new Result(Status.OK, "There is room."));
        add("broker", new Result(Status.WARN, "Look."));

        assertThat(health.check())
                .containsExactly(
                        new HealthResult("broker", HealthResult.Status.WARN, "Look.", Duration.ofMillis(7)),
                        new HealthResult("disk", HealthResult.Status.OK, "There is room.", Duration.ofMillis(7)));
        assertThat(asked).containsExactly("culvert");
    }

    @Test
    void whatACheckSaysForDevelopersIsLeftOut() {
        FormattingResultLog log = new FormattingResultLog();
        log.debug("at 0x1234");
        log.info("One.");
        log.critical("Two.");
        add("plugin", new Result(log));

        assertThat(health.check())
                .containsExactly(
                        new HealthResult("plugin", HealthResult.Status.CRITICAL, "One. Two.", Duration.ofMillis(7)));
    }

    @Test
    void aCheckThatFailsIsCriticalAndThereIsAlwaysAMessage() {
        add("plugin", new Result(Status.HEALTH_CHECK_ERROR, ""));

        assertThat(health.check())
                .containsExactly(new HealthResult(
                        "plugin", HealthResult.Status.CRITICAL, "The check says nothing.", Duration.ofMillis(7)));
    }

    @ParameterizedTest
    @EnumSource
    void itIsReadyWhenAllThatIsNeededIsOk(Status status) {
        add("transport", new Result(Status.OK, "Fine."));
        add("draining", new Result(status, "So."));

        assertThat(health.ready()).isEqualTo(status == Status.OK);
        assertThat(asked).containsExactly("culvert ready");
    }

    @Test
    void itIsNotReadyWhenNothingIsChecked() {
        assertThat(health.ready()).isFalse();
    }

    private void add(String name, Result result) {
        ServiceReference<?> reference = (ServiceReference<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") ? property(name, (String) arguments[0]) : null);
        results.add(new Executed(new HealthCheckMetadata(reference), result));
    }

    private static @Nullable Object property(String name, String key) {
        return switch (key) {
            case HealthCheck.NAME -> name;
            case "service.id" -> 1L;
            default -> null;
        };
    }

    private record Executed(HealthCheckMetadata metadata, Result result) implements HealthCheckExecutionResult {

        @Override
        public Result getHealthCheckResult() {
            return result;
        }

        @Override
        public long getElapsedTimeInMs() {
            return 7;
        }

        @Override
        @SuppressWarnings("JavaUtilDate") // Felix asks for one
        public Date getFinishedAt() {
            return new Date(0);
        }

        @Override
        public boolean hasTimedOut() {
            return false;
        }

        @Override
        public HealthCheckMetadata getHealthCheckMetadata() {
            return metadata;
        }
    }

    /** Another library's, but nothing is asked of it but that. */
    private final class Executor implements HealthCheckExecutor {

        @Override
        public List<HealthCheckExecutionResult> execute(HealthCheckSelector selector) {
            asked.add(String.join(" ", selector.tags()));
            return results;
        }

        @Override
        public List<HealthCheckExecutionResult> execute(
                HealthCheckSelector selector, HealthCheckExecutionOptions options) {
            throw new UnsupportedOperationException("with options");
        }
    }
}
