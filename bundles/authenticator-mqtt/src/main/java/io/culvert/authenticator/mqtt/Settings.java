package io.culvert.authenticator.mqtt;

import io.culvert.api.auth.Limits;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One configuration, checked.
 *
 * @param name the identity of a peer whose token says nothing better
 * @param tokens where issuers publish tokens; empty when none do
 * @param requests how tokens are issued here; {@code null} when they are not
 */
record Settings(
        String name,
        BrokerSettings broker,
        List<TopicFilter> tokens,
        @Nullable RequestSettings requests,
        Duration leeway,
        int storeSize,
        Limits limits) {

    static Settings of(MqttConfig config, ConfigurationReader reader) throws BadConfigurationException {
        Settings settings = new Settings(
                reader.required("name", config.name()),
                BrokerSettings.of(config, reader),
                filters(config.tokens_topics()),
                RequestSettings.of(config, reader),
                reader.seconds("leeway", config::leeway, 0, 3600),
                reader.number("store.size", config::store_size, 1, 10_000_000),
                reader.limits(config::limit_tunnels, config::limit_bytes_per_second, config::limit_lifetime));
        settings.checkTopics();
        return settings;
    }

    private static List<TopicFilter> filters(String[] topics) throws BadConfigurationException {
        List<TopicFilter> filters = new ArrayList<>();
        for (String topic : topics) {
            if (!topic.isBlank()) {
                try {
                    filters.add(TopicFilter.of(topic.strip()));
                } catch (IllegalArgumentException e) {
                    throw BadConfigurationException.of("tokens.topics", topic, String.valueOf(e.getMessage()));
                }
            }
        }
        return List.copyOf(filters);
    }

    /** Otherwise whoever may ask for a token could publish one. */
    private void checkTopics() throws BadConfigurationException {
        RequestSettings issuing = requests;
        if (issuing == null) {
            if (tokens.isEmpty()) {
                throw new BadConfigurationException("neither tokens.topics nor requests.topic has a topic");
            }
            return;
        }
        for (TopicPattern other : List.of(issuing.topic(), issuing.replies())) {
            for (TopicFilter filter : tokens) {
                if (filter.overlaps(other.filter())) {
                    throw BadConfigurationException.of(
                            "tokens.topics", filter, "must not match topics of " + other + ", where others publish");
                }
            }
        }
        if (issuing.topic().filter().overlaps(issuing.deviceTopic().filter())
                || issuing.topic().filter().overlaps(issuing.replies().filter())) {
            throw BadConfigurationException.of(
                    "requests.topic", issuing.topic(), "must not match what the gateway itself publishes");
        }
    }

    List<Subscription> subscriptions() {
        List<Subscription> all = new ArrayList<>();
        tokens.forEach(filter -> all.add(new Subscription(filter, 1)));
        if (requests != null) {
            all.add(new Subscription(requests.topic().filter(), 0)); // who has waited that long has gone
        }
        return List.copyOf(all);
    }

    /** Whether tokens known under the other settings are still to be believed. */
    boolean sameSource(Settings other) {
        return broker.uri().equals(other.broker.uri()) && tokens.equals(other.tokens);
    }
}
