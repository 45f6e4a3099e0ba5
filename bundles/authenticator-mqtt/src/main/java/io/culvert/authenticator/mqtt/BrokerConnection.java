package io.culvert.authenticator.mqtt;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays connected to a broker: connects, subscribes, sends what is to be sent, and when the connection is lost begins
 * again, for ever. All of it on one thread of its own. The library's own reconnecting is not used.
 */
final class BrokerConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

    /** Some seconds of requests: who has waited longer has gone. */
    private static final int OUTBOX = 1000;

    /** Never sent: ends the wait for something to send. */
    private static final MqttMessage WAKE = new MqttMessage("", new byte[0]);

    private static final Duration STOP = Duration.ofSeconds(5);

    private final BrokerSettings settings;
    private final List<Subscription> subscriptions;
    private final Consumer<MqttMessage> receiver;
    private final BlockingQueue<MqttMessage> outbox = new ArrayBlockingQueue<>(OUTBOX);
    private final Backoff backoff = new Backoff(new SecureRandom());
    private final Thread thread = new Thread(this::run, "culvert-mqtt");
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean away; // has been said; of this thread

    /** @param receiver gets every message, on a thread of the library; must not block */
    BrokerConnection(BrokerSettings settings, List<Subscription> subscriptions, Consumer<MqttMessage> receiver) {
        this.settings = settings;
        this.subscriptions = subscriptions;
        this.receiver = receiver;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Sends later, with QoS 1; drops what is too much. Never blocks. */
    void publish(MqttMessage message) {
        if (!outbox.offer(message)) {
            LOG.debug("Not sent, too much waits already: a message to {}", message.topic());
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                long begun = System.nanoTime();
                String why = untilLost();
                if (isClosed()) {
                    return;
                }
                outbox.clear(); // tokens for peers that have given up by the time it is back
                if (System.nanoTime() - begun > Backoff.STABLE.toNanos()) {
                    backoff.reset();
                }
                Duration pause = backoff.next();
                say(why, pause);
                closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            LOG.error("MQTT broker {}: interrupted, no more tokens come from it", settings.uri(), e);
        } catch (RuntimeException e) {
            LOG.error("MQTT broker {}: unexpected, no more tokens come from it", settings.uri(), e);
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private String untilLost() throws InterruptedException {
        try (MqttSession session = MqttSession.of(settings, receiver)) {
            session.open();
            for (TopicFilter refused : session.subscribe(subscriptions)) {
                LOG.warn("MQTT broker {} does not let us subscribe to {}", settings.uri(), refused);
            }
            LOG.info("Connected to MQTT broker {}", settings.uri());
            away = false;
            @Nullable MqttMessage next = null;
            while (!isClosed()) {
                next = next == null ? outbox.poll(1, TimeUnit.SECONDS) : next;
                session.check();
                if (next != null && !isClosed() && session.publish(next)) {
                    next = null;
                }
            }
            return "closed";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void say(String why, Duration pause) {
        if (!away) {
            away = true;
            LOG.warn(
                    "MQTT broker {} is away: {}. Tokens that are known stay good, no new ones come; trying again",
                    settings.uri(),
                    why);
        }
        LOG.debug("MQTT broker {}: {}; trying again in {} ms", settings.uri(), why, pause.toMillis());
    }

    /**
     * Ends the connection and its threads; the broker keeps the session. An attempt to connect is not cut short, because
     * the library would go on with it: it ends by itself, at the latest after three times the broker's timeout.
     */
    @Override
    public void close() {
        closing.countDown();
        outbox.offer(WAKE);
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
