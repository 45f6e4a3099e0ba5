package io.culvert.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One metric as it is at the moment of a scrape. What comes twice with the same labels is added up. */
final class Family {

    private final String name;
    private final String help;
    private final Map<Labels, Double> values = new LinkedHashMap<>();

    /**
     * A metric without values.
     *
     * @param name without the {@code _total} of a counter
     * @param help a sentence for people
     */
    Family(String name, String help) {
        this.name = name;
        this.help = help;
    }

    /**
     * Adds a value.
     *
     * @param labels name, value, name, value and so on
     */
    Family add(long value, String... labels) {
        return add((double) value, labels);
    }

    /** Adds a moment, in seconds of Unix time. */
    Family add(Instant moment, String... labels) {
        return add(moment.toEpochMilli() / 1000.0, labels);
    }

    private Family add(double value, String... labels) {
        values.merge(Labels.of(labels), value, Double::sum);
        return this;
    }

    /** Adds 1 for the state that is, and 0 for every other one, told apart by a label named so. */
    <E extends Enum<E>> Family addState(E is, Class<E> states, String... labels) {
        for (E state : states.getEnumConstants()) {
            String[] all = Arrays.copyOf(labels, labels.length + 2);
            all[labels.length] = "state";
            all[labels.length + 1] = word(state);
            add(state == is ? 1 : 0, all);
        }
        return this;
    }

    /** What goes up and down. */
    MetricSnapshot gauge() {
        GaugeSnapshot.Builder metric = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> metric.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return metric.build();
    }

    /** What goes up only. */
    MetricSnapshot counter() {
        CounterSnapshot.Builder metric = CounterSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> metric.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return metric.build();
    }

    /** A constant as the value of a label. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
