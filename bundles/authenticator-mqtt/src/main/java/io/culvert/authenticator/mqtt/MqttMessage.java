package io.culvert.authenticator.mqtt;

import org.jspecify.annotations.Nullable;

/** One message of either protocol version. Its arrays are nobody's to change. */
final class MqttMessage {

    private final String topic;
    private final byte[] payload;
    private final boolean retained;
    private final @Nullable String responseTopic;
    private final byte @Nullable [] correlation;

    /**
     * A message that has come.
     *
     * @param retained whether it had been published before the subscription
     * @param responseTopic MQTT 5 section 3.3.2.3.5; {@code null} when there is none
     * @param correlation MQTT 5 section 3.3.2.3.6; goes back with the answer
     */
    MqttMessage(
            String topic,
            byte[] payload,
            boolean retained,
            @Nullable String responseTopic,
            byte @Nullable [] correlation) {
        this.topic = topic;
        this.payload = payload;
        this.retained = retained;
        this.responseTopic = responseTopic;
        this.correlation = correlation;
    }

    /** A message to be sent. */
    MqttMessage(String topic, byte[] payload) {
        this(topic, payload, false, null, null);
    }

    /** An answer to this one. */
    MqttMessage answer(String toTopic, byte[] content) {
        return new MqttMessage(toTopic, content, false, null, correlation);
    }

    String topic() {
        return topic;
    }

    byte[] payload() {
        return payload;
    }

    boolean retained() {
        return retained;
    }

    @Nullable String responseTopic() {
        return responseTopic;
    }

    byte @Nullable [] correlation() {
        return correlation;
    }
}
