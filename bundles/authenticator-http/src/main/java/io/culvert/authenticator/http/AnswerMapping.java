package io.culvert.authenticator.http;

import com.fasterxml.jackson.core.JsonPointer;
import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.AuthResult.Uses;
import io.culvert.api.auth.Limits;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a service's answer says what.
 *
 * @param valid true or false; {@code null} when the status alone says it
 * @param identity who the peer is; the first place with something counts
 * @param scope in which the peer may meet others
 * @param expires when the token expires: seconds since 1970, or text in the format of RFC 3339
 * @param uses for how many tunnels the token is good
 * @param tunnels limit, a number
 * @param bytesPerSecond limit, a number
 * @param lifetime limit, a number of seconds
 * @param attributes what else is kept, by name
 * @param ceiling the limits of the configuration; the service can only make them lower
 */
record AnswerMapping(
        @Nullable JsonPointer valid,
        List<JsonPointer> identity,
        @Nullable JsonPointer scope,
        @Nullable JsonPointer expires,
        @Nullable JsonPointer uses,
        @Nullable JsonPointer tunnels,
        @Nullable JsonPointer bytesPerSecond,
        @Nullable JsonPointer lifetime,
        Map<String, JsonPointer> attributes,
        Limits ceiling) {

    private static final int MAX_IDENTITY = 256;

    static AnswerMapping of(HttpConfig config, Preset preset, ConfigurationReader reader)
            throws BadConfigurationException {
        Pointers places = new Pointers(preset);
        if (preset == Preset.CUSTOM && config.answer_valid().isBlank()) {
            throw new BadConfigurationException(
                    "answer.valid: is empty, and the preset custom has none; - when the status alone decides");
        }
        AnswerMapping mapping = new AnswerMapping(
                places.one("answer.valid", config.answer_valid()),
                places.several("answer.identity", config.answer_identity()),
                places.one("answer.scope", config.answer_scope()),
                places.one("answer.expires", config.answer_expires()),
                places.one("answer.uses", config.answer_uses()),
                places.one("answer.limit.tunnels", config.answer_limit_tunnels()),
                places.one("answer.limit.bytes.per.second", config.answer_limit_bytes_per_second()),
                places.one("answer.limit.lifetime", config.answer_limit_lifetime()),
                places.named("attributes", config.attributes()),
                reader.limits(config::limit_tunnels, config::limit_bytes_per_second, config::limit_lifetime));
        if (mapping.identity.isEmpty()) {
            throw new BadConfigurationException("answer.identity: is empty; the service must say whose a token is");
        }
        if (mapping.uses != null && mapping.expires == null) {
            throw new BadConfigurationException("answer.uses: needs answer.expires, because the gateway remembers used"
                    + " tokens until they expire");
        }
        return mapping;
    }

    /**
     * What a document says of its peer.
     *
     * @param now the time by which tokens expire
     * @throws NoAnswerException when it is not what the configuration says it is
     */
    AuthResult read(byte[] document, Instant now) throws NoAnswerException {
        JsonAnswer answer = JsonAnswer.read(document, wanted());
        if (valid != null && !answer.truth(valid)) {
            return new Rejected("the service says that the token is not good");
        }
        String who = who(answer);
        if (who.length() > MAX_IDENTITY || who.chars().anyMatch(Character::isISOControl)) {
            return new Rejected("its identity is longer than " + MAX_IDENTITY + " or has control characters");
        }
        Instant until = until(answer);
        if (until != null && !until.isAfter(now)) {
            return new Rejected("the token has expired");
        }
        Long good = answer.number(uses);
        if (good != null && good == 0) {
            return new Rejected("the token is used up");
        }
        return new Accepted(who)
                .inScope(answer.text(scope))
                .within(limits(answer))
                .goodFor(uses(good, until))
                .with(kept(answer));
    }

    private Set<JsonPointer> wanted() {
        return Stream.of(
                        Stream.of(valid, scope, expires, uses, tunnels, bytesPerSecond, lifetime)
                                .flatMap(Stream::ofNullable),
                        identity.stream(),
                        attributes.values().stream())
                .flatMap(places -> places)
                .collect(Collectors.toSet());
    }

    private String who(JsonAnswer answer) throws NoAnswerException {
        for (JsonPointer place : identity) {
            String who = answer.text(place);
            if (who != null) {
                return who;
            }
        }
        throw new NoAnswerException("the answer says that the token is good, but not whose it is: there is nothing at "
                + identity.stream().map(JsonPointer::toString).collect(Collectors.joining(" or ")));
    }

    private @Nullable Instant until(JsonAnswer answer) throws NoAnswerException {
        String text = expires == null ? null : answer.scalar(expires);
        if (expires == null || text == null || text.isBlank()) {
            return null;
        }
        try {
            return text.indexOf('T') < 0 ? Instant.ofEpochSecond(seconds(answer, expires)) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new NoAnswerException("the answer has no time at " + expires
                    + ": neither seconds since 1970 nor a text like 2026-01-31T12:00:00Z");
        } catch (DateTimeException e) { // in a far future that has no date
            return Instant.MAX;
        }
    }

    private static long seconds(JsonAnswer answer, JsonPointer place) throws NoAnswerException {
        Long seconds = answer.number(place);
        return seconds == null ? 0 : seconds;
    }

    private @Nullable Uses uses(@Nullable Long tunnels, @Nullable Instant until) throws NoAnswerException {
        if (tunnels == null) {
            return null;
        }
        if (until == null) {
            throw new NoAnswerException("the answer says at " + uses + " how often the token is good, but not at "
                    + expires + " until when");
        }
        return new Uses((int) Math.min(tunnels, Integer.MAX_VALUE), until);
    }

    private Limits limits(JsonAnswer answer) throws NoAnswerException {
        long most = Math.min(Integer.MAX_VALUE, lower(ceiling.tunnels(), answer.number(tunnels)));
        return new Limits(
                (int) most,
                lower(ceiling.bytesPerSecond(), answer.number(bytesPerSecond)),
                Duration.ofSeconds(lower(ceiling.lifetime().toSeconds(), answer.number(lifetime))));
    }

    /** The lower of two limits, of which 0 is none. */
    private static long lower(long configured, @Nullable Long answered) {
        if (answered == null || answered == 0) {
            return configured;
        }
        return configured == 0 ? answered : Math.min(configured, answered);
    }

    private Map<String, String> kept(JsonAnswer answer) {
        Map<String, String> kept = new LinkedHashMap<>();
        attributes.forEach((name, place) -> {
            String value = answer.scalar(place);
            if (value != null) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
