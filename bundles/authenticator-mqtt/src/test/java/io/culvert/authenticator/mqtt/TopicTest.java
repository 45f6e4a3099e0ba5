package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.authenticator.mqtt.TopicPattern.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, true",
        "a/+, a/b, true",
        "a/+, a, false",
        "a/+, a/b/c, false",
        "a/#, a, true",
        "a/#, a/b/c, true",
        "a/#, ab, false",
        "#, a/b, true",
        "a/b, a/c, false",
        "a/b/c, a/b, false"
    })
    void aFilterMatchesAsMqttSays(String filter, String topic, boolean matches) {
        assertThat(TopicFilter.of(filter).matches(topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "a/+, +/b, true",
        "a/#, a/b/+, true",
        "a/+, b/+, false",
        "+/proxy, culvert/tokens/+, false",
        "+, a/#, true"
    })
    void filtersOverlapWhenATopicMatchesBoth(String one, String other, boolean overlap) {
        assertThat(TopicFilter.of(one).overlaps(TopicFilter.of(other))).isEqualTo(overlap);
        assertThat(TopicFilter.of(other).overlaps(TopicFilter.of(one))).isEqualTo(overlap);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a/b+", "a/#/b", "#a"})
    void aWrongFilterIsRefused(String text) {
        assertThatThrownBy(() -> TopicFilter.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPatternFindsWhoAndWhich() {
        TopicPattern pattern = TopicPattern.of("culvert/connect/{subject}/{device}");
        assertThat(pattern.filter()).hasToString("culvert/connect/+/+");
        assertThat(pattern.match("culvert/connect/alice/camera-1")).contains(new Names("alice", "camera-1"));
        assertThat(pattern.fill(new Names("alice", "camera-1"))).isEqualTo("culvert/connect/alice/camera-1");
        for (String other : new String[] {
            "culvert/connect/alice",
            "culvert/connect/alice/camera-1/x",
            "culvert/other/alice/camera-1",
            "culvert/connect//camera-1",
            "culvert/connect/alice/",
            "culvert/connect/alice/a\u0007",
            "culvert/connect/alice/" + "x".repeat(129)
        }) {
            assertThat(pattern.match(other)).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/{user}", "a/x{subject}", "a/{subject", "a//{subject}"})
    void aWrongPatternIsRefused(String text) {
        assertThatThrownBy(() -> TopicPattern.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void starsStandForAnyCharactersAndNothingElseIsSpecial() throws Exception {
        DevicePolicy policy = DevicePolicy.of("k", new String[] {"alice=camera-1, garden-*", "*.admin=*"});
        assertThat(policy.allows(new Names("alice", "camera-1"))).isTrue();
        assertThat(policy.allows(new Names("alice", "garden-"))).isTrue();
        assertThat(policy.allows(new Names("bob.admin", "anything"))).isTrue();
        assertThat(policy.allows(new Names("alice", "camera-2"))).isFalse();
        assertThat(policy.allows(new Names("alicex", "camera-1"))).isFalse();
        assertThat(policy.allows(new Names("bobxadmin", "camera-1"))).isFalse();
        assertThat(DevicePolicy.of("k", new String[0]).allows(new Names("a", "b")))
                .isFalse();
        for (String wrong : new String[] {"alice", "=x", "alice=", ""}) {
            assertThatThrownBy(() -> DevicePolicy.of("k", new String[] {wrong}))
                    .isInstanceOf(BadConfigurationException.class);
        }
    }
}
