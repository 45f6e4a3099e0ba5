package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.broker.Terms.Claim;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TermsTest {

    @Test
    void withoutPropertiesTheDefaultsHold() {
        assertThat(Terms.of(Map.of())).isEqualTo(Terms.DEFAULTS);
    }

    @Test
    void numbersMayBeText() {
        Terms terms = Terms.of(Map.of(
                "ranking", "-7",
                "deadline", 3,
                "cache.age", "60",
                "cache.size", 5L,
                "cache.by", "uuid, nonce",
                "circuit.failures", "0",
                "circuit.pause", 9));
        assertThat(terms)
                .isEqualTo(new Terms(
                        -7,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(60),
                        5,
                        Set.of(Claim.UUID, Claim.NONCE),
                        0,
                        Duration.ofSeconds(9)));
    }

    @Test
    void theAnswerMayDependOnNothingButTheToken() {
        assertThat(Terms.of(Map.of("cache.by", "")).cacheBy()).isEmpty();
        assertThat(Terms.of(Map.of("cache.by", new String[] {"name", "address"}))
                        .cacheBy())
                .containsExactlyInAnyOrder(Claim.NAME, Claim.ADDRESS);
    }

    @Test
    void whatCannotBeUsedIsTheDefault() {
        assertThat(Terms.of(Map.of(
                        "ranking", "high",
                        "deadline", "-1",
                        "cache.age", "90000",
                        "cache.size", 0,
                        "cache.by", "uuid,colour",
                        "circuit.failures", -1,
                        "circuit.pause", 0)))
                .isEqualTo(Terms.DEFAULTS);
    }
}
