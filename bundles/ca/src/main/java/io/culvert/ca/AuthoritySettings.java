package io.culvert.ca;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The authority's configuration, checked.
 *
 * @param folder where its files are
 * @param create whether the first start makes an authority
 * @param name what it is called, without the number of the generation
 * @param algorithm of its keys, see {@link io.culvert.api.ca.AuthorityKeys#create}
 * @param life of a generation
 * @param automatic whether the next generation is made by itself
 * @param lead how long before the end of a generation that is
 * @param preparation how long such a one is believed before it signs
 * @param profile of the certificates of devices
 * @param afterExpiry how long after its end such a one can be renewed
 * @param crlInterval how often revocation lists are made anew
 * @param crlLife how long one is valid
 * @param certificates how many valid ones an identity may have
 * @param perHour how many certificates an identity may get in an hour
 * @param retention how long the register remembers a certificate after its end
 * @param keys what keeps the keys of generations to come
 * @param password of the key file; {@link Secret#NONE} for the generated one
 */
record AuthoritySettings(
        Path folder,
        boolean create,
        String name,
        String algorithm,
        Duration life,
        boolean automatic,
        Duration lead,
        Duration preparation,
        LeafProfile profile,
        Duration afterExpiry,
        Duration crlInterval,
        Duration crlLife,
        int certificates,
        int perHour,
        Duration retention,
        String keys,
        Secret password) {

    private static final Set<String> ALGORITHMS = Set.of("EC-P256", "EC-P384", "RSA-3072");
    private static final int CENTURY_DAYS = 36_500;
    private static final int MAX_LEAF_DAYS = 825;
    /** What a common name has room for (RFC 5280 appendix A.1, ub-common-name), less the number of the generation. */
    private static final int MAX_NAME = 56;

    /**
     * Reads a configuration.
     *
     * @param properties the same configuration, as it was given, for messages
     */
    static AuthoritySettings read(AuthorityConfig config, Map<String, ?> properties) throws BadConfigurationException {
        ConfigurationReader reader = new ConfigurationReader(properties);
        String name = reader.required("name", config.name()).strip();
        if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw BadConfigurationException.of("name", name, "must be at most " + MAX_NAME + " characters on one line");
        }
        if (!ALGORITHMS.contains(config.authority_key())) {
            throw BadConfigurationException.of(
                    "authority.key", config.authority_key(), "must be EC-P256, EC-P384 or RSA-3072");
        }
        Duration life = days(reader, "authority.days", config::authority_days, 1, CENTURY_DAYS);
        Duration leafLife = days(reader, "leaf.days", config::leaf_days, 1, MAX_LEAF_DAYS);
        Duration lead = days(reader, "renew.before.days", config::renew_before_days, 1, CENTURY_DAYS);
        Duration preparation = days(reader, "prepare.days", config::prepare_days, 0, 365);
        requireOrder(config, life, leafLife, lead, preparation);
        Duration crlInterval = Duration.ofHours(reader.number("crl.hours", config::crl_hours, 1, 24 * 365));
        Duration crlLife = days(reader, "crl.valid.days", config::crl_valid_days, 1, 3650);
        if (crlLife.compareTo(crlInterval.multipliedBy(2)) < 0) {
            throw BadConfigurationException.of(
                    "crl.valid.days", config.crl_valid_days(), "must be at least twice crl.hours");
        }
        return new AuthoritySettings(
                ConfigurationReader.path(reader.required("folder", config.folder())),
                config.create(),
                name,
                config.authority_key(),
                life,
                config.renew_automatic(),
                lead,
                preparation,
                LeafProfile.of(leafLife, "public.url", config.public_url()),
                days(reader, "renew.after.expiry.days", config::renew_after_expiry_days, 0, 3650),
                crlInterval,
                crlLife,
                reader.number("limit.certificates", config::limit_certificates, 1, Integer.MAX_VALUE),
                reader.number("limit.per.hour", config::limit_per_hour, 1, Integer.MAX_VALUE),
                days(reader, "retention.days", config::retention_days, 1, CENTURY_DAYS),
                reader.required("keys", config.keys()),
                Secret.of(".keys.password", config._keys_password()));
    }

    private static void requireOrder(
            AuthorityConfig config, Duration life, Duration leafLife, Duration lead, Duration preparation)
            throws BadConfigurationException {
        if (lead.compareTo(life) >= 0) {
            throw BadConfigurationException.of(
                    "renew.before.days", config.renew_before_days(), "must be less than authority.days");
        }
        if (lead.compareTo(leafLife.multipliedBy(2).plus(preparation)) < 0) {
            throw BadConfigurationException.of(
                    "renew.before.days",
                    config.renew_before_days(),
                    "must be at least twice leaf.days and prepare.days, so that every device has renewed by then");
        }
    }

    private static Duration days(ConfigurationReader reader, String key, IntSupplier value, int least, int most)
            throws BadConfigurationException {
        return Duration.ofDays(reader.number(key, value, least, most));
    }
}
