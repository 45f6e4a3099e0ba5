package io.culvert.client.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * What is published to a device, over one connection to an MQTT broker (3.1.1, which every broker speaks).
 *
 * @param uri as the library wants it
 * @param user empty for none
 * @param password empty for none
 */
record Inbox(String uri, SSLContext trust, String client, String topic, String user, String password) {

    private static final long TIMEOUT = Duration.ofSeconds(15).toMillis();
    private static final int KEEP_ALIVE = 30;

    /**
     * Connects, subscribes, and blocks until the connection is lost.
     *
     * @param ready is told when it has subscribed
     * @param receiver is called on a thread of the library and must not block
     * @throws IOException always; says why it ended
     */
    void receive(Runnable ready, Consumer<byte[]> receiver) throws IOException, InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> why = new AtomicReference<>();
        MqttAsyncClient connection = null;
        try {
            connection = new MqttAsyncClient(uri, client, new MemoryPersistence());
            connection.setCallback(new MqttCallback() {
                @Override
                public void connectionLost(@Nullable Throwable cause) {
                    why.set(cause);
                    lost.countDown();
                }

                @Override
                public void messageArrived(String from, MqttMessage message) {
                    receiver.accept(message.getPayload());
                }

                @Override
                public void deliveryComplete(IMqttDeliveryToken token) {}
            });
            // Longer than the library's own limits for TCP and TLS, so that it never goes on behind our back.
            connection.connect(options()).waitForCompletion(3 * TIMEOUT);
            connection.subscribe(topic, 1).waitForCompletion(TIMEOUT);
            ready.run();
            lost.await();
            throw new IOException(reason(Objects.requireNonNullElseGet(why.get(), () -> new IOException("lost"))));
        } catch (MqttException e) {
            throw new IOException(reason(e), e);
        } finally {
            close(connection);
        }
    }

    private MqttConnectOptions options() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(true); // an invitation that waited is too old
        options.setKeepAliveInterval(KEEP_ALIVE);
        options.setConnectionTimeout((int) (TIMEOUT / 1000));
        options.setAutomaticReconnect(false);
        if (uri.startsWith("ssl:")) {
            options.setSocketFactory(trust.getSocketFactory());
        }
        if (!user.isEmpty()) {
            options.setUserName(user);
        }
        if (!password.isEmpty()) {
            options.setPassword(password.toCharArray());
        }
        return options;
    }

    private static void close(@Nullable MqttAsyncClient connection) {
        if (connection != null) {
            try {
                connection.disconnectForcibly(0, 1, false);
                connection.close(true);
            } catch (MqttException | RuntimeException e) {
                // It was closed by its own doing.
            }
        }
    }

    /** The library's own words say less than those of the cause. */
    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        Throwable telling = cause == null || cause.getMessage() == null ? e : cause;
        return String.valueOf(telling.getMessage());
    }
}
