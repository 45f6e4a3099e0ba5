package io.culvert.authenticator.mqtt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** MQTT 5, by Paho. */
final class Mqtt5Session implements MqttSession {

    private static final int REFUSED = 0x80;
    private static final int SESSION_TAKEN_OVER = 0x8E;

    private final BrokerSettings settings;
    private final MqttAsyncClient client;
    private final Loss loss = new Loss();
    private final Semaphore window = new Semaphore(WINDOW);

    Mqtt5Session(BrokerSettings settings, Consumer<MqttMessage> receiver) throws IOException {
        this.settings = settings;
        try {
            client = new MqttAsyncClient(settings.uri(), settings.clientId(), new MemoryPersistence());
        } catch (MqttException e) {
            throw new IOException(Loss.text(e), e);
        }
        client.setCallback(new Callback(receiver));
    }

    @Override
    public void open() throws IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        options.setConnectionTimeout((int) settings.timeout().toSeconds());
        options.setAutomaticReconnect(false);
        if (settings.sockets() != null) {
            options.setSocketFactory(settings.sockets());
        }
        if (!settings.username().isEmpty()) {
            options.setUserName(settings.username());
        }
        if (settings.password().isPresent()) {
            options.setPassword(settings.password().bytes());
        }
        try {
            // Longer than the library's own limits for TCP and TLS, so that it never goes on behind our back.
            client.connect(options).waitForCompletion(3 * settings.timeout().toMillis());
        } catch (MqttException e) {
            throw new IOException(Loss.text(e), e);
        }
    }

    @Override
    public List<TopicFilter> subscribe(List<Subscription> wanted) throws IOException {
        MqttSubscription[] subscriptions = wanted.stream()
                .map(one -> new MqttSubscription(one.filter().toString(), one.qos()))
                .toArray(MqttSubscription[]::new);
        try {
            IMqttToken token = client.subscribe(subscriptions);
            await(token);
            int[] codes = token.getReasonCodes();
            List<TopicFilter> refused = new ArrayList<>();
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] >= REFUSED) {
                    refused.add(wanted.get(i).filter());
                }
            }
            return refused;
        } catch (MqttException e) {
            throw new IOException(Loss.text(e), e);
        }
    }

    @Override
    public boolean publish(MqttMessage message) throws IOException, InterruptedException {
        if (!window.tryAcquire(1, TimeUnit.SECONDS)) {
            return false;
        }
        var outgoing = new org.eclipse.paho.mqttv5.common.MqttMessage(message.payload(), 1, false, properties(message));
        try {
            client.publish(message.topic(), outgoing, null, new Release(window));
            return true;
        } catch (MqttException e) {
            throw new IOException(Loss.text(e), e);
        }
    }

    private static MqttProperties properties(MqttMessage message) {
        MqttProperties properties = new MqttProperties();
        if (message.correlation() != null) {
            properties.setCorrelationData(message.correlation());
        }
        return properties;
    }

    @Override
    public void check() throws IOException {
        loss.check();
    }

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                await(client.disconnect(0));
            }
        } catch (MqttException e) {
            // Then without good-bye.
        }
        try {
            client.disconnectForcibly(0, 1, false);
            client.close(true);
        } catch (MqttException | RuntimeException e) {
            // It was closed by its own doing.
        }
    }

    private void await(IMqttToken token) throws MqttException {
        token.waitForCompletion(settings.timeout().toMillis());
    }

    private record Release(Semaphore window) implements MqttActionListener {

        @Override
        public void onSuccess(IMqttToken token) {
            window.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            window.release();
        }
    }

    private final class Callback implements MqttCallback {

        private final Consumer<MqttMessage> receiver;

        Callback(Consumer<MqttMessage> receiver) {
            this.receiver = receiver;
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            @Nullable MqttException cause = response.getException();
            if (response.getReturnCode() == SESSION_TAKEN_OVER) {
                loss.happened("another client came with the same client.id");
            } else {
                loss.happened(cause == null ? response.getReasonString() : Loss.text(cause));
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException e) {
            loss.happened(Loss.text(e));
        }

        @Override
        public void messageArrived(String topic, org.eclipse.paho.mqttv5.common.MqttMessage message) {
            MqttProperties properties = Objects.requireNonNullElseGet(message.getProperties(), MqttProperties::new);
            receiver.accept(new MqttMessage(
                    topic,
                    message.getPayload(),
                    message.isRetained(),
                    properties.getResponseTopic(),
                    properties.getCorrelationData()));
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
