package io.culvert.broker;

import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Credentials;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who want to hear of it what becomes of peers. Whatever a listener does, the peer does not notice. */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final Set<EventListener> listeners = ConcurrentHashMap.newKeySet();
    /** Those that have thrown: once is enough to know it. */
    private final Set<EventListener> broken = ConcurrentHashMap.newKeySet();

    void add(EventListener listener) {
        listeners.add(listener);
    }

    void remove(EventListener listener) {
        listeners.remove(listener);
        broken.remove(listener);
    }

    /** A peer that asked to be let in has its answer. */
    void decided(Credentials credentials, Outcome outcome, Duration took) {
        if (outcome instanceof Outcome.Admitted admitted) {
            PeerInfo peer = Pass.of(credentials, admitted.as()).peer();
            tell(new Event.PeerAccepted(Instant.now(), credentials.connection(), peer, admitted.authenticator(), took));
        } else if (outcome instanceof Outcome.Refused refused) {
            tell(new Event.PeerRefused(
                    Instant.now(),
                    credentials.connection(),
                    credentials.uuid(),
                    credentials.name(),
                    refused.authenticator(),
                    kind(refused.failure()),
                    refused.reason(),
                    took));
        }
    }

    /** A session is over, and was in no tunnel. */
    void ended(ConnectionInfo connection, @Nullable PeerInfo peer, CloseReason reason) {
        tell(new Event.SessionEnded(Instant.now(), connection, peer, reason));
    }

    private static Event.Refusal kind(AuthFailure failure) {
        return switch (failure) {
            case AUTHENTICATION_FAILED -> Event.Refusal.REJECTED;
            case TIMEOUT -> Event.Refusal.LATE;
            case PROXY_ERROR, ABORTED -> Event.Refusal.FAILED;
        };
    }

    private void tell(Event event) {
        for (EventListener listener : listeners) {
            try {
                listener.happened(event);
            } catch (RuntimeException | LinkageError e) { // somebody else's code, perhaps of a bundle that has left
                if (broken.add(listener)) {
                    LOG.warn("Event listener {} failed, and is told of events nevertheless", listener, e);
                }
            }
        }
    }
}
