package io.culvert.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** Always the longest pause. */
    private static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void thePausesDoubleUpToALimitAndBeginAnewAfterASuccess() {
        Backoff backoff = new Backoff(HIGHEST);
        assertThat(Stream.generate(() -> backoff.next().toMillis()).limit(9))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L);
        backoff.reset();
        assertThat(backoff.next()).hasMillis(500);
    }
}
