package io.culvert.authenticator.jwt;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts signed JSON Web Tokens (RFC 7519) of one issuer; an instance per configuration file. Abstains from what does
 * not say that it is a token of this issuer, and rejects what says so and is not valid.
 *
 * <p>Computes in the calling thread. The stage is not complete on return only while keys are fetched; it fails only when
 * there are none.
 *
 * <p>A changed file takes effect at once. A file with a mistake in it is reported once and changes nothing.
 */
@Component(
        service = Authenticator.class,
        immediate = true, // a mistake in the file is reported at once, not when the first peer comes
        configurationPid = "io.culvert.authenticator.jwt",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JwtConfig.class, factory = true)
public final class JwtAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    private record Setup(Settings settings, KeySource keys) {}

    private final InstantSource clock;

    // Activation does not fail on a mistake: Felix SCR never offers an instance that once failed to those who already
    // refer to it, so that the corrected file would have no effect.
    private volatile @Nullable Setup setup;

    @Activate
    public JwtAuthenticator(JwtConfig config, Map<String, ?> properties) {
        this(config, properties, InstantSource.system());
    }

    JwtAuthenticator(JwtConfig config, Map<String, ?> properties, InstantSource clock) {
        this.clock = clock;
        load(config, properties);
    }

    @Modified
    void modified(JwtConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    @Deactivate
    void deactivate() {
        replace(null);
    }

    private void load(JwtConfig config, Map<String, ?> properties) {
        ConfigurationReader reader = new ConfigurationReader(properties);
        try {
            replace(new Setup(Settings.of(config, reader), KeySources.open(config, reader)));
        } catch (BadConfigurationException e) {
            LOG.error(
                    "{}: {}. {} until this is put right",
                    reader.origin(),
                    e.getMessage(),
                    setup == null ? "Tokens of its issuer let nobody in" : "What was configured before holds");
        }
    }

    private void replace(@Nullable Setup next) {
        Setup before = setup;
        setup = next;
        if (before != null) {
            before.keys().close();
        }
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credentials credentials) {
        Setup now = setup;
        Token token = now == null ? null : Token.parse(credentials.token());
        if (now == null || token == null || !token.claimsToBeOf(now.settings().issuer())) {
            return AuthResult.abstained();
        }
        try {
            Settings settings = now.settings();
            Jws jws = settings.header().check(token);
            Instant end = settings.claims().check(token.claims(), clock.instant());
            AuthResult ifSigned = settings.grants().accept(token, end);
            return now.keys().keys().thenCompose(keys -> verify(jws, keys, now.keys(), ifSigned));
        } catch (RefusedTokenException e) {
            return AuthResult.rejected(e.reason());
        }
    }

    private static CompletionStage<AuthResult> verify(Jws jws, KeySet keys, KeySource source, AuthResult ifSigned) {
        try {
            if (keys.hasSigned(jws)) {
                return CompletableFuture.completedStage(ifSigned);
            }
        } catch (RefusedTokenException e) {
            return AuthResult.rejected(e.reason());
        }
        return source.newerThan(keys).thenApply(newer -> newer == keys ? unknownKey() : verify(jws, newer, ifSigned));
    }

    private static AuthResult verify(Jws jws, KeySet newest, AuthResult ifSigned) {
        try {
            return newest.hasSigned(jws) ? ifSigned : unknownKey();
        } catch (RefusedTokenException e) {
            return new AuthResult.Rejected(e.reason());
        }
    }

    private static AuthResult unknownKey() {
        return new AuthResult.Rejected("none of the issuer's keys has signed it");
    }
}
