package io.culvert.authenticator.mqtt;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes from one broker under one configuration, and where it goes. */
final class Feed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final Settings settings;
    private final TokenStore store;
    private final InstantSource clock;
    private final BrokerConnection connection;
    private final @Nullable ConnectRequests requests;

    Feed(Settings settings, TokenStore store, InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.connection = new BrokerConnection(settings.broker(), settings.subscriptions(), this::receive);
        this.requests = settings.requests() == null
                ? null
                : new ConnectRequests(settings.requests(), settings.tokens(), store, clock, connection::publish);
    }

    void start() {
        connection.start();
    }

    Settings settings() {
        return settings;
    }

    TokenStore store() {
        return store;
    }

    /** On a thread of the library: memory only, nothing that waits. */
    private void receive(MqttMessage message) {
        if (requests != null && requests.accept(message)) {
            return;
        }
        // What an older subscription of this session still brings is no token.
        if (settings.tokens().stream().anyMatch(filter -> filter.matches(message.topic()))) {
            learn(message);
        }
    }

    private void learn(MqttMessage message) {
        if (message.payload().length == 0) {
            store.clear(message.topic());
            return;
        }
        try {
            TokenMessage parsed = TokenMessage.parse(message.payload(), clock.instant(), settings.leeway());
            store.publish(parsed.token(), message.topic());
        } catch (MalformedMessageException e) {
            LOG.debug("Ignored a message on {}: {}", message.topic(), e.getMessage());
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
