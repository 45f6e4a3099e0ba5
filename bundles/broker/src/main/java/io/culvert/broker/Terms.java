package io.culvert.broker;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one authenticator is treated, from the properties of its service; see {@link io.culvert.api.auth.Authenticator}.
 *
 * @param ranking the higher is asked first
 * @param deadline by when it must have answered; {@code null} for what holds for all
 * @param cacheAge how long the acceptance of a peer is remembered; zero for not at all
 * @param cacheSize how many are remembered at most
 * @param cacheBy what its answer depends on apart from token and certificate
 * @param circuitFailures after how many failures in a row it is not asked for a while; 0 for never
 * @param circuitPause how long that while is
 */
record Terms(
        int ranking,
        @Nullable Duration deadline,
        Duration cacheAge,
        int cacheSize,
        Set<Claim> cacheBy,
        int circuitFailures,
        Duration circuitPause) {

    /** What a peer says of itself, or is known by. */
    enum Claim {
        UUID,
        NAME,
        NONCE,
        ADDRESS
    }

    static final Terms DEFAULTS =
            new Terms(0, null, Duration.ZERO, 1000, Set.copyOf(EnumSet.allOf(Claim.class)), 10, Duration.ofSeconds(5));

    private static final Logger LOG = LoggerFactory.getLogger(Terms.class);
    private static final int DAY = 86_400;

    /** Reads them; what cannot be used is told to the operator, and the default holds. */
    static Terms of(Map<String, ?> properties) {
        Reader reader = new Reader(new ConfigurationReader(properties));
        int deadline = reader.number("deadline", 1, DAY, 0);
        return new Terms(
                reader.number("ranking", Integer.MIN_VALUE, Integer.MAX_VALUE, DEFAULTS.ranking),
                deadline == 0 ? null : Duration.ofSeconds(deadline),
                reader.seconds("cache.age", 0, DEFAULTS.cacheAge),
                reader.number("cache.size", 1, 1_000_000, DEFAULTS.cacheSize),
                reader.claims("cache.by", DEFAULTS.cacheBy),
                reader.number("circuit.failures", 0, 1_000_000, DEFAULTS.circuitFailures),
                reader.seconds("circuit.pause", 1, DEFAULTS.circuitPause));
    }

    private record Reader(ConfigurationReader from) {

        int number(String key, int least, int most, int otherwise) {
            Object given = from.properties().get(key);
            if (given == null) {
                return otherwise;
            }
            try {
                // Configuration from a plain .cfg file comes as text, whatever type its key has.
                return from.number(key, () -> Integer.parseInt(given.toString().strip()), least, most);
            } catch (BadConfigurationException e) {
                return wrong(e, otherwise);
            }
        }

        Duration seconds(String key, int least, Duration otherwise) {
            return Duration.ofSeconds(number(key, least, DAY, Math.toIntExact(otherwise.toSeconds())));
        }

        Set<Claim> claims(String key, Set<Claim> otherwise) {
            Object given = from.properties().get(key);
            if (given == null) {
                return otherwise;
            }
            Set<Claim> claims = EnumSet.noneOf(Claim.class);
            try {
                for (String claim : given instanceof String[] several ? several : new String[] {given.toString()}) {
                    for (String each : claim.isBlank() ? new String[0] : claim.split(",", -1)) {
                        claims.add(from.oneOf(key, each, Claim.class));
                    }
                }
                return Set.copyOf(claims);
            } catch (BadConfigurationException e) {
                return wrong(e, otherwise);
            }
        }

        private <T> T wrong(BadConfigurationException e, T otherwise) {
            LOG.error("{}: {}. The default {} is used", from.origin(), e.getMessage(), otherwise);
            return otherwise;
        }
    }
}
