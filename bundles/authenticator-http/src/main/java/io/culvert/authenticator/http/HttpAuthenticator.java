package io.culvert.authenticator.http;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Clock;
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
 * Asks an HTTPS service of the operator whether a token is good; an instance per file. It rejects what the service calls
 * bad, and fails when the service does not say, so that nobody is let in by a service that is down.
 *
 * <p>A changed file replaces the service that the living instance asks; questions on their way are still answered. A
 * file with a mistake in it is reported once and changes nothing. Where there was no good one before, every question
 * fails.
 */
@Component(
        service = Authenticator.class,
        immediate = true, // a mistake in the file is reported at once, not when the first peer comes
        configurationPid = "io.culvert.authenticator.http",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HttpConfig.class, factory = true)
public final class HttpAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(HttpAuthenticator.class);

    // Activation does not fail on a mistake: Felix SCR never offers an instance that once failed to those who already
    // refer to it, so that the corrected file would have no effect.
    private volatile @Nullable TokenService service;

    @Activate
    public HttpAuthenticator(HttpConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    @Modified
    void modified(HttpConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    @Deactivate
    void deactivated() {
        service = null; // whoever still holds this instance shall not hold connections
    }

    private void load(HttpConfig config, Map<String, ?> properties) {
        ConfigurationReader reader = new ConfigurationReader(properties);
        try {
            service = new TokenService(config, reader, Clock.systemUTC());
        } catch (BadConfigurationException e) {
            LOG.error(
                    "{}: {}. {} until this is put right",
                    reader.origin(),
                    e.getMessage(),
                    service == null ? "It lets nobody in" : "The service from before is asked");
        }
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credentials credentials) {
        TokenService now = service;
        return now == null
                ? CompletableFuture.failedFuture(new NoAnswerException("there is no service to ask: see the log"))
                : now.ask(credentials);
    }
}
