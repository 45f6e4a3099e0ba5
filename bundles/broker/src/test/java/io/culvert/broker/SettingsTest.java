package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void theDeclaredDefaultsAreTheDefaults() {
        assertThat(Settings.read(FakeConfig.of(Map.of()), Map.of(), Settings.DEFAULTS))
                .isEqualTo(Settings.DEFAULTS);
    }

    @Test
    void everyKeyArrivesWhereItBelongs() {
        SessionBroker.Config config = FakeConfig.of(Map.of(
                "inactive_timeout", 1,
                "inactive_limit", 2,
                "authentication_timeout", 3,
                "jsonrpc_timeout", 4,
                "alone_timeout", 5,
                "authenticator_deadline", 6,
                "authenticator_threads", 7,
                "authenticator_queue", 8));
        assertThat(Settings.read(config, Map.of(), Settings.DEFAULTS))
                .isEqualTo(new Settings(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        7,
                        8));
    }

    @Test
    void anUnusableValueLeavesTheLastGoodOneInForce() {
        Settings good = Settings.read(
                FakeConfig.of(Map.of("alone_timeout", 20, "authenticator_threads", 2)), Map.of(), Settings.DEFAULTS);
        SessionBroker.Config bad = FakeConfig.of(
                Map.of("alone_timeout", 0, "authenticator_threads", 100_000, "inactive_timeout", "eight"));
        Settings kept = Settings.read(bad, Map.of(), good);
        assertThat(kept).isEqualTo(good);
    }
}
