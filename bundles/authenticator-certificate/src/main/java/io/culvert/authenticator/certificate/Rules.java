package io.culvert.authenticator.certificate;

import io.culvert.api.auth.Limits;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates one configuration lets in, and as whom. Immutable.
 *
 * @param source what they are known by
 * @param identities of which one must match; empty for any
 * @param subjects the same
 * @param issuers the same
 * @param fingerprints the only certificates, SHA-256 in lower case; empty for any
 * @param scope as configured
 * @param strict whether other certificates are rejected
 * @param limits of whoever is let in
 */
record Rules(
        IdentitySource source,
        List<Glob> identities,
        List<NamePattern> subjects,
        List<NamePattern> issuers,
        Set<String> fingerprints,
        String scope,
        boolean strict,
        Limits limits) {

    private static final String SCOPE_TOKEN = "token";
    private static final String SCOPE_IDENTITY = "identity";

    /** Checks a configuration. */
    static Rules of(CertificateConfig config, ConfigurationReader reader) throws BadConfigurationException {
        reader.required("name", config.name());
        return new Rules(
                reader.oneOf("identity", config.identity(), IdentitySource.class),
                globs(config.identities(), reader),
                names("subjects", config.subjects(), reader),
                names("issuers", config.issuers(), reader),
                fingerprints(config.fingerprints(), reader),
                scope(config.scope(), reader),
                config.strict(),
                reader.limits(config::limit_tunnels, config::limit_bytes_per_second, config::limit_lifetime));
    }

    private static List<Glob> globs(String[] patterns, ConfigurationReader reader) throws BadConfigurationException {
        List<Glob> globs = new ArrayList<>();
        for (int i = 0; i < patterns.length; i++) {
            globs.add(Glob.of(reader.required("identities[" + i + "]", patterns[i])));
        }
        return List.copyOf(globs);
    }

    private static List<NamePattern> names(String key, String[] patterns, ConfigurationReader reader)
            throws BadConfigurationException {
        List<NamePattern> names = new ArrayList<>();
        for (int i = 0; i < patterns.length; i++) {
            String element = key + "[" + i + "]";
            names.add(NamePattern.of(element, reader.required(element, patterns[i])));
        }
        return List.copyOf(names);
    }

    private static Set<String> fingerprints(String[] given, ConfigurationReader reader)
            throws BadConfigurationException {
        Set<String> fingerprints = new TreeSet<>();
        for (int i = 0; i < given.length; i++) {
            String key = "fingerprints[" + i + "]";
            String digits =
                    reader.required(key, given[i]).strip().replace(":", "").toLowerCase(Locale.ROOT);
            if (!digits.matches("[0-9a-f]{64}")) {
                throw BadConfigurationException.of(key, given[i], "must be a SHA-256, 64 hexadecimal digits");
            }
            fingerprints.add(digits);
        }
        return Set.copyOf(fingerprints);
    }

    private static String scope(String scope, ConfigurationReader reader) throws BadConfigurationException {
        if (reader.required("scope", scope).startsWith(SCOPE_TOKEN + ":")) {
            throw BadConfigurationException.of("scope", scope, "begins like the scopes that are made of tokens");
        }
        return scope;
    }

    /** As whom a certificate is let in; empty when it is not. */
    Optional<String> identity(X509Certificate certificate) {
        boolean allowed = (fingerprints.isEmpty() || fingerprints.contains(IdentitySource.fingerprint(certificate)))
                && allowed(subjects, certificate.getSubjectX500Principal())
                && allowed(issuers, certificate.getIssuerX500Principal());
        return allowed
                ? source.of(certificate).stream()
                        .filter(name ->
                                identities.isEmpty() || identities.stream().anyMatch(pattern -> pattern.matches(name)))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean allowed(List<NamePattern> patterns, X500Principal name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    /** Whom a peer can meet; {@code null} for those with its token. */
    @Nullable String scopeOf(String identity) {
        return switch (scope) {
            case SCOPE_TOKEN -> null;
            case SCOPE_IDENTITY -> "certificate:" + identity; // so that no name is another's scope
            default -> scope;
        };
    }
}
