package io.culvert.authenticator.mqtt;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are issued here.
 *
 * @param topic where requests come in; has subject and device
 * @param replies below which a subject may have its answers; has the subject
 * @param deviceTopic where a device listens; has the device
 * @param url of the gateway, for peers
 * @param lifetime of a token
 * @param perMinute how many requests of one subject are served
 */
record RequestSettings(
        TopicPattern topic,
        TopicPattern replies,
        TopicPattern deviceTopic,
        Layout layout,
        String url,
        Duration lifetime,
        int perMinute,
        DevicePolicy devices) {

    /** {@code null} when no tokens are issued here. */
    static @Nullable RequestSettings of(MqttConfig config, ConfigurationReader reader)
            throws BadConfigurationException {
        if (config.requests_topic().isBlank()) {
            return null;
        }
        Layout layout = reader.oneOf("requests.layout", config.requests_layout(), Layout.class);
        String deviceTopic = config.requests_device_topic();
        return new RequestSettings(
                pattern("requests.topic", config.requests_topic(), TopicPattern.SUBJECT, TopicPattern.DEVICE),
                pattern("requests.replies", config.requests_replies(), TopicPattern.SUBJECT),
                pattern(
                        "requests.device.topic",
                        deviceTopic.isBlank() ? layout.deviceTopic() : deviceTopic,
                        TopicPattern.DEVICE),
                layout,
                reader.uri("requests.url", config.requests_url(), "wss", "tls", "ws", "tcp")
                        .toString(),
                reader.seconds("requests.lifetime", config::requests_lifetime, 5, 3600),
                reader.number("requests.per.minute", config::requests_per_minute, 1, 100_000),
                DevicePolicy.of("requests.devices", config.requests_devices()));
    }

    private static TopicPattern pattern(String key, String text, String... placeholders)
            throws BadConfigurationException {
        try {
            TopicPattern pattern = TopicPattern.of(text.strip());
            for (String placeholder : placeholders) {
                if (pattern.levels().stream().filter(placeholder::equals).count() != 1) {
                    throw new IllegalArgumentException("must have " + placeholder + " once");
                }
            }
            return pattern;
        } catch (IllegalArgumentException e) {
            throw BadConfigurationException.of(key, text, String.valueOf(e.getMessage()));
        }
    }
}
