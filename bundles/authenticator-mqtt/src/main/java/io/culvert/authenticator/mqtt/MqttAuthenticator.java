package io.culvert.authenticator.mqtt;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Uses;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.authenticator.mqtt.IssuedToken.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * Accepts tokens that an issuer has published by MQTT, and those it has issued itself to who asked by MQTT; an instance
 * per configuration file. Abstains from tokens it does not know. Answers from memory: without the broker, what is known
 * stays good until it expires, and nothing new comes.
 *
 * <p>A changed file is used at once, by a new connection. A file with a mistake in it is reported once and changes
 * nothing.
 */
@Component(
        service = Authenticator.class,
        immediate = true, // connects at once, not when the first peer comes
        configurationPid = "io.culvert.authenticator.mqtt",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MqttConfig.class, factory = true)
public final class MqttAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(MqttAuthenticator.class);

    private final InstantSource clock = InstantSource.system();

    // Activation does not fail on a mistake: Felix SCR never offers an instance that once failed to those who already
    // refer to it, so that the corrected file would have no effect.
    private volatile @Nullable Feed feed;

    @Activate
    public MqttAuthenticator(MqttConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    @Modified
    synchronized void modified(MqttConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    @Deactivate
    synchronized void deactivate() {
        Feed last = feed;
        if (last != null) {
            last.close();
        }
    }

    private void load(MqttConfig config, Map<String, ?> properties) {
        ConfigurationReader reader = new ConfigurationReader(properties);
        Feed before = feed;
        try {
            Settings settings = Settings.of(config, reader);
            if (before != null) {
                before.close();
            }
            Feed next = new Feed(settings, storeFor(settings, before), clock);
            feed = next;
            next.start();
        } catch (BadConfigurationException e) {
            LOG.error(
                    "{}: {}. {} until this is put right",
                    reader.origin(),
                    e.getMessage(),
                    before == null ? "It lets nobody in" : "The settings from before stay in use");
        }
    }

    private TokenStore storeFor(Settings settings, @Nullable Feed before) {
        if (before != null && settings.sameSource(before.settings())) {
            before.store().setCapacity(settings.storeSize());
            return before.store();
        }
        return new TokenStore(clock, settings.storeSize());
    }

    /** How many tokens are known. */
    int known() {
        Feed now = feed;
        return now == null ? 0 : now.store().size();
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credentials credentials) {
        Feed now = feed;
        Optional<IssuedToken> found =
                now == null ? Optional.empty() : now.store().find(Digest.of(credentials.token()));
        if (now == null || found.isEmpty()) {
            return AuthResult.abstained();
        }
        IssuedToken token = found.get();
        if (token.state() == State.REVOKED) {
            return AuthResult.rejected("the token was revoked");
        }
        if (token.until().isBefore(clock.instant())) {
            return AuthResult.rejected("the token has expired");
        }
        if (!isNonce(credentials.nonce(), token.nonce())) {
            return AuthResult.rejected("the nonce is not the one that the token was issued with");
        }
        return CompletableFuture.completedStage(
                accepted(token, now.settings().name(), now.settings().limits()));
    }

    private static boolean isNonce(@Nullable String given, @Nullable Digest issued) {
        return issued == null || (given != null && issued.equals(Digest.of(given)));
    }

    private static Accepted accepted(IssuedToken token, String name, Limits limits) {
        Instant until = token.until();
        return new Accepted(Objects.requireNonNullElse(token.subject(), name))
                .inScope(token.scope())
                .within(limits)
                .goodFor(token.uses() == 0 ? null : new Uses(token.uses(), until))
                .with(token.attributes());
    }
}
