package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final Durations durations = new Durations();

    @Test
    void nothingIsZero() {
        assertThat(durations.quantile(0.99)).isZero();
    }

    @Test
    void quantilesAreValuesThatOccurred() {
        for (int i = 100; i > 0; i--) {
            durations.add(Duration.ofMillis(i));
        }
        assertThat(durations.quantile(0.5)).isEqualTo(Duration.ofMillis(50));
        assertThat(durations.quantile(0.99)).isEqualTo(Duration.ofMillis(99));
        assertThat(durations.quantile(1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theOldOnesAreForgotten() {
        durations.add(Duration.ofDays(1));
        for (int i = 0; i < 1024; i++) {
            durations.add(Duration.ofMillis(1));
        }
        assertThat(durations.quantile(1)).isEqualTo(Duration.ofMillis(1));
    }
}
