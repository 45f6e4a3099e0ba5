package io.culvert.authenticator.mqtt;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One connection to a broker, from {@link #open} to its loss or {@link #close}; then it is thrown away. For one thread,
 * which may be blocked for as long as the broker's settings say.
 */
sealed interface MqttSession extends AutoCloseable permits Mqtt5Session, Mqtt311Session {

    /** How many messages may be on their way without being acknowledged; brokers take 20 and more. */
    int WINDOW = 10;

    /**
     * Makes one that is not connected yet.
     *
     * @param receiver is called on a thread of the library and must not block
     */
    static MqttSession of(BrokerSettings settings, Consumer<MqttMessage> receiver) throws IOException {
        return switch (settings.protocol()) {
            case MQTT_5 -> new Mqtt5Session(settings, receiver);
            case MQTT_3_1_1 -> new Mqtt311Session(settings, receiver);
        };
    }

    /** Connects; throws with a reason for the operator. What the broker has kept for us comes from now on. */
    void open() throws IOException;

    /** Subscribes, and returns the filters that the broker refuses. */
    List<TopicFilter> subscribe(List<Subscription> subscriptions) throws IOException;

    /** Sends with QoS 1; false when {@link #WINDOW} messages have been on their way for a second. */
    boolean publish(MqttMessage message) throws IOException, InterruptedException;

    /** Throws when the connection is lost, with a reason for the operator. */
    void check() throws IOException;

    /** Says good-bye if it can, and frees everything; the broker keeps the session. */
    @Override
    void close();
}
