package io.culvert.authenticator.mqtt;

import io.culvert.authenticator.mqtt.IssuedToken.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that are known, and those that were revoked; so many at most. What has expired makes room for what comes;
 * without any, what comes is refused, so that a flood cannot drive out what is good. For any thread; looking up takes
 * no lock.
 */
final class TokenStore {

    private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);

    private final InstantSource clock;
    private final Map<Digest, IssuedToken> tokens = new ConcurrentHashMap<>();
    // Under the monitor, as every change.
    private final TreeSet<IssuedToken> byExpiry = new TreeSet<>(Comparator.comparing(IssuedToken::until)
            .thenComparing(token -> token.digest().hex()));
    private final Map<String, Digest> lastOnTopic = new HashMap<>();
    private final Map<Digest, String> topicOf = new HashMap<>();
    private int capacity;
    private boolean full;

    TokenStore(InstantSource clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    /** Smaller than what is held: nothing is lost, and nothing new taken. */
    synchronized void setCapacity(int changed) {
        capacity = changed;
    }

    int size() {
        return tokens.size();
    }

    /** An expired token is found until its place is needed. */
    Optional<IssuedToken> find(Digest digest) {
        return Optional.ofNullable(tokens.get(digest));
    }

    /** Takes a token that the gateway itself issues; false when there is no room. */
    synchronized boolean issue(IssuedToken token) {
        return replace(token);
    }

    /** Takes what an issuer said on a topic; the same message again changes nothing. */
    synchronized void publish(IssuedToken token, String topic) {
        IssuedToken known = tokens.get(token.digest());
        if (token.state() == State.REVOKED) {
            // Until the later of the two: an issuing message may come again as long as its token would have been good.
            replace(known != null && known.until().isAfter(token.until()) ? known.revoked() : token);
        } else if (known == null || known.state() == State.PUBLISHED) {
            if (token.until().isBefore(clock.instant())) {
                LOG.debug("Expired when it came: a token on {}", topic);
            } else if (token.equals(known) || replace(token)) {
                remember(token.digest(), topic);
            }
        }
    }

    /** The retained message of a topic was taken away: so is its token. */
    synchronized void clear(String topic) {
        Digest digest = lastOnTopic.get(topic);
        IssuedToken known = digest == null ? null : tokens.get(digest);
        if (known != null) {
            replace(known.revoked());
        }
    }

    private boolean replace(IssuedToken token) {
        Instant now = clock.instant();
        while (!byExpiry.isEmpty() && byExpiry.first().until().isBefore(now)) {
            remove(byExpiry.first());
        }
        IssuedToken before = tokens.get(token.digest());
        if (before == null && tokens.size() >= capacity) {
            if (!full) {
                full = true;
                LOG.warn("The store of MQTT tokens is full (store.size = {}): new tokens are refused", capacity);
            }
            return false;
        }
        full = false;
        if (before != null) {
            byExpiry.remove(before);
        }
        byExpiry.add(token);
        tokens.put(token.digest(), token);
        return true;
    }

    private void remember(Digest digest, String topic) {
        Digest replaced = lastOnTopic.put(topic, digest);
        if (replaced != null) {
            topicOf.remove(replaced, topic);
        }
        String elsewhere = topicOf.put(digest, topic);
        if (elsewhere != null && !elsewhere.equals(topic)) {
            lastOnTopic.remove(elsewhere, digest);
        }
    }

    private void remove(IssuedToken token) {
        byExpiry.remove(token);
        tokens.remove(token.digest());
        String topic = topicOf.remove(token.digest());
        if (topic != null) {
            lastOnTopic.remove(topic, token.digest());
        }
    }
}
