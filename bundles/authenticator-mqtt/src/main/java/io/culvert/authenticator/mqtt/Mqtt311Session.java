package io.culvert.authenticator.mqtt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** MQTT 3.1.1, by Paho. */
final class Mqtt311Session implements MqttSession {

    private static final int REFUSED = 0x80;

    private final BrokerSettings settings;
    private final MqttAsyncClient client;
    private final Loss loss = new Loss();
    private final Semaphore window = new Semaphore(WINDOW);

    Mqtt311Session(BrokerSettings settings, Consumer<MqttMessage> receiver) throws IOException {
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
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(false);
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        options.setConnectionTimeout((int) settings.timeout().toSeconds());
        options.setMaxInflight(2 * WINDOW);
        options.setAutomaticReconnect(false);
        if (settings.sockets() != null) {
            options.setSocketFactory(settings.sockets());
        }
        if (!settings.username().isEmpty()) {
            options.setUserName(settings.username());
        }
        if (settings.password().isPresent()) {
            options.setPassword(settings.password().text().toCharArray());
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
        String[] topics = wanted.stream().map(one -> one.filter().toString()).toArray(String[]::new);
        int[] qos = wanted.stream().mapToInt(Subscription::qos).toArray();
        try {
            IMqttToken token = client.subscribe(topics, qos);
            await(token);
            int[] codes = token.getGrantedQos();
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
        try {
            client.publish(message.topic(), message.payload(), 1, false, null, new Release(window));
            return true;
        } catch (MqttException e) {
            throw new IOException(Loss.text(e), e);
        }
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

    private record Release(Semaphore window) implements IMqttActionListener {

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
        public void connectionLost(@Nullable Throwable cause) {
            loss.happened(cause instanceof Exception e ? Loss.text(e) : null);
        }

        @Override
        public void messageArrived(String topic, org.eclipse.paho.client.mqttv3.MqttMessage message) {
            receiver.accept(new MqttMessage(topic, message.getPayload(), message.isRetained(), null, null));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }
}
