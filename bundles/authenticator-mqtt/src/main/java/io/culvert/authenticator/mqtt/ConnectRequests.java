package io.culvert.authenticator.mqtt;

import io.culvert.authenticator.mqtt.IssuedToken.State;
import io.culvert.authenticator.mqtt.TopicPattern.Names;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests to be connected with a device: issues a token that is good for one tunnel, and sends it to the
 * device and to whoever asked.
 *
 * <p>MQTT tells a subscriber nothing about the publisher. So the subject is a level of the request's topic, and the
 * broker's access rules must let everybody publish below their own name only.
 */
final class ConnectRequests {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectRequests.class);

    private static final int TOKEN_BYTES = 32;
    private static final int NONCE_BYTES = 16;
    private static final int LONGEST_NONCE = 1024;
    private static final int LONGEST_TOPIC = 1024;

    private final RequestSettings settings;
    private final List<TopicFilter> tokens;
    private final TokenStore store;
    private final InstantSource clock;
    private final Consumer<MqttMessage> publisher;
    private final RateBound rate;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Makes one that takes requests.
     *
     * @param tokens where issuers publish, and the gateway never does: other gateways would believe it
     * @param publisher takes what is to be sent and does not block
     */
    ConnectRequests(
            RequestSettings settings,
            List<TopicFilter> tokens,
            TokenStore store,
            InstantSource clock,
            Consumer<MqttMessage> publisher) {
        this.settings = settings;
        this.tokens = tokens;
        this.store = store;
        this.clock = clock;
        this.publisher = publisher;
        this.rate = new RateBound(clock, settings.perMinute());
    }

    /** Whether the message is a request; if so, it has been dealt with. */
    boolean accept(MqttMessage message) {
        if (!settings.topic().filter().matches(message.topic())) {
            return false;
        }
        Optional<Names> names = settings.topic().match(message.topic());
        if (names.isEmpty()) {
            count("a name that is empty, too long or has control characters", message.topic());
        } else if (message.retained()) {
            count("retained: who asked may be gone long since", message.topic());
        } else {
            answer(message, names.get());
        }
        return true;
    }

    private void answer(MqttMessage message, Names names) {
        RateBound.Verdict verdict = rate.ask(names.subject());
        if (verdict == RateBound.Verdict.IGNORE) {
            count("too many requests", message.topic());
            return;
        }
        @Nullable String replyTo = legitimate(message.responseTopic(), names);
        @Nullable String nonce = null;
        try {
            JsonObject json = JsonObject.parse(message.payload());
            nonce = json.text("nonce", LONGEST_NONCE).orElse(null);
            @Nullable String asked = json.text("replyTo", LONGEST_TOPIC).orElse(null);
            if (asked != null) {
                replyTo = legitimate(asked, names);
            }
            if (replyTo == null) {
                throw new MalformedMessageException("there is no replyTo below " + replies(names));
            }
            if (verdict == RateBound.Verdict.REFUSE) {
                throw new MalformedMessageException("too many requests; try again in a minute");
            }
            if (!settings.devices().allows(names)
                    || isForTokens(settings.deviceTopic().fill(names))) {
                throw new MalformedMessageException("not allowed");
            }
            invite(names, nonce == null ? random(NONCE_BYTES) : nonce, message, replyTo);
        } catch (MalformedMessageException e) {
            count(e.getMessage(), message.topic());
            if (replyTo != null) {
                publisher.accept(message.answer(replyTo, refusal(names, nonce, String.valueOf(e.getMessage()))));
            }
        }
    }

    private void invite(Names names, String nonce, MqttMessage request, String replyTo)
            throws MalformedMessageException {
        String token = random(TOKEN_BYTES);
        Instant issued = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = issued.plus(settings.lifetime());
        boolean room = store.issue(new IssuedToken(
                Digest.of(token),
                Digest.of(nonce),
                names.subject(),
                null,
                expires,
                1,
                Map.of("device", names.device()),
                State.ISSUED_HERE));
        if (!room) {
            throw new MalformedMessageException("the gateway is busy");
        }
        Map<String, Object> invitation = new LinkedHashMap<>();
        invitation.put("url", settings.url());
        invitation.put("token", token);
        invitation.put("nonce", nonce);
        invitation.put("expires", expires.toString());
        byte[] toClient = JsonObject.write(invitation);
        byte[] toDevice =
                switch (settings.layout()) {
                    case CULVERT -> toClient;
                    case NYMEA -> {
                        Map<String, Object> proxy = new LinkedHashMap<>();
                        proxy.put("token", token);
                        proxy.put("nonce", nonce);
                        proxy.put("timestamp", issued.getEpochSecond());
                        yield JsonObject.write(proxy);
                    }
                };
        LOG.debug("{} is to be connected with {}", names.subject(), names.device());
        publisher.accept(new MqttMessage(settings.deviceTopic().fill(names), toDevice));
        publisher.accept(request.answer(replyTo, toClient));
    }

    private static byte[] refusal(Names names, @Nullable String nonce, String error) {
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put("error", error);
        refusal.put("device", names.device());
        if (nonce != null) {
            refusal.put("nonce", nonce);
        }
        return JsonObject.write(refusal);
    }

    private boolean isForTokens(String topic) {
        return tokens.stream().anyMatch(filter -> filter.matches(topic));
    }

    private String replies(Names names) {
        return settings.replies().fill(names);
    }

    /** The topic, if the subject may have answers there: nobody makes the gateway publish to the topics of others. */
    private @Nullable String legitimate(@Nullable String topic, Names names) {
        boolean legitimate = topic != null
                && topic.length() <= LONGEST_TOPIC
                && topic.chars().noneMatch(c -> c == '+' || c == '#' || c == 0)
                && TopicFilter.of(replies(names)).matches(topic);
        return legitimate ? topic : null;
    }

    private String random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void count(@Nullable String why, String topic) {
        LOG.debug("Request on {} refused: {} ({} refused so far)", topic, why, refused.incrementAndGet());
    }
}
