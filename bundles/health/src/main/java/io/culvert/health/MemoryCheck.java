package io.culvert.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether the heap is enough. What counts is what the last collection could not free. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "memory", Tags.PART})
public final class MemoryCheck implements HealthCheck {

    private static final int WARN = 80;
    private static final int CRITICAL = 95;

    private final Supplier<List<MemoryUsage>> usages;

    @Activate
    public MemoryCheck() {
        this(MemoryCheck::afterCollection);
    }

    /**
     * For tests.
     *
     * @param usages what was in use after the last collection, of each part of the heap
     */
    MemoryCheck(Supplier<List<MemoryUsage>> usages) {
        this.usages = usages;
    }

    private static List<MemoryUsage> afterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                // What is young may fill its part, and goes on to the old then.
                .filter(pool -> !pool.getName().matches(".*(Eden|Survivor).*"))
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public Result execute() {
        // One that has no limit of its own, such as the young generation of some collectors, says nothing.
        long percent = usages.get().stream()
                .filter(usage -> usage.getMax() > 0)
                .mapToLong(usage -> usage.getUsed() * 100 / usage.getMax())
                .max()
                .orElse(0);
        if (percent < WARN) {
            return new Result(Result.Status.OK, "After the last collection " + percent + " % of the heap were in use.");
        }
        return new Result(
                percent < CRITICAL ? Result.Status.WARN : Result.Status.CRITICAL,
                "After the last collection " + percent
                        + " % of the heap were in use still. Give it more: JAVA_OPTS=-Xmx512m for culvert-gateway.");
    }
}
