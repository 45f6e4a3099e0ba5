package io.culvert.authenticator.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One configuration, checked.
 *
 * @param issuer whose tokens are looked at
 */
record Settings(String issuer, HeaderRules header, ClaimRules claims, Grants grants) {

    /** What can be allowed: all need the issuer's private key to sign, none works with a secret that we know too. */
    private static final List<JWSAlgorithm> ALGORITHMS = List.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA);

    private static final int LONGEST_LEEWAY = 600;

    /** Checks a configuration, but for where the keys come from. */
    static Settings of(JwtConfig config, ConfigurationReader reader) throws BadConfigurationException {
        reader.required("name", config.name());
        return new Settings(
                reader.required("issuer", config.issuer()),
                new HeaderRules(
                        algorithms(config, reader),
                        HeaderRules.mediaType(config.typ().strip())),
                new ClaimRules(
                        audiences(config, reader),
                        reader.seconds("leeway", config::leeway, 0, LONGEST_LEEWAY),
                        reader.seconds("max.lifetime", config::max_lifetime, 0, Integer.MAX_VALUE)),
                grants(config, reader));
    }

    private static Grants grants(JwtConfig config, ConfigurationReader reader) throws BadConfigurationException {
        return new Grants(
                reader.required("claim.identity", config.claim_identity()),
                config.claim_scope(),
                config.claim_uses(),
                config.one_time(),
                config.claim_tunnels(),
                config.claim_bytes_per_second(),
                config.claim_lifetime(),
                reader.limits(config::limit_tunnels, config::limit_bytes_per_second, config::limit_lifetime),
                required("claim.attributes", config.claim_attributes(), reader));
    }

    private static Set<String> audiences(JwtConfig config, ConfigurationReader reader)
            throws BadConfigurationException {
        List<String> audiences = required("audience", config.audience(), reader);
        if (audiences.isEmpty() && !config.audience_any()) {
            throw new BadConfigurationException(
                    "audience is empty: name what the issuer writes into aud for this gateway,"
                            + " or set audience.any = \"true\", and tokens for every other service of the issuer work here too");
        }
        if (!audiences.isEmpty() && config.audience_any()) {
            throw new BadConfigurationException("audience and audience.any contradict each other: give only one");
        }
        return Set.copyOf(audiences);
    }

    private static List<String> required(String key, String[] values, ConfigurationReader reader)
            throws BadConfigurationException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            all.add(reader.required(key + "[" + i + "]", values[i]));
        }
        return all;
    }

    private static Set<JWSAlgorithm> algorithms(JwtConfig config, ConfigurationReader reader)
            throws BadConfigurationException {
        Set<JWSAlgorithm> allowed = new LinkedHashSet<>();
        for (String name : required("algorithms", config.algorithms(), reader)) {
            allowed.add(ALGORITHMS.stream()
                    .filter(algorithm -> algorithm.getName().equals(name))
                    .findAny()
                    .orElseThrow(() -> BadConfigurationException.of(
                            "algorithms", Arrays.toString(config.algorithms()), "must be of " + names(ALGORITHMS))));
        }
        return Set.copyOf(allowed.isEmpty() ? ALGORITHMS : allowed);
    }

    private static String names(List<JWSAlgorithm> algorithms) {
        return algorithms.stream().map(JWSAlgorithm::getName).collect(Collectors.joining(", "));
    }
}
