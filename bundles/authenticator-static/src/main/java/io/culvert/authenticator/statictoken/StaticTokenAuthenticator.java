package io.culvert.authenticator.statictoken;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the tokens of one configuration file; an instance per file. Abstains from tokens it does not know, so that
 * instances and other authenticators can stand side by side.
 *
 * <p>A changed file replaces the tokens of the living instance; peers that were let in stay. A file with a mistake in
 * it is reported once and changes nothing: the tokens from before stay valid, and where there were none, none is.
 */
@Component(
        service = Authenticator.class,
        immediate = true, // a mistake in the file is reported at once, not when the first peer comes
        configurationPid = "io.culvert.authenticator.statictoken",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StaticTokenConfig.class, factory = true)
public final class StaticTokenAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(StaticTokenAuthenticator.class);

    // Activation does not fail on a mistake: Felix SCR never offers an instance that once failed to those who already
    // refer to it, so that the corrected file would have no effect.
    private volatile Admission admission = Admission.NONE;

    @Activate
    public StaticTokenAuthenticator(StaticTokenConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    @Modified
    void modified(StaticTokenConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    private void load(StaticTokenConfig config, Map<String, ?> properties) {
        ConfigurationReader reader = new ConfigurationReader(properties);
        try {
            admission = Admission.of(config, reader);
        } catch (BadConfigurationException e) {
            LOG.error(
                    "{}: {}. {} until this is put right",
                    reader.origin(),
                    e.getMessage(),
                    admission.digests().isEmpty() ? "Its tokens let nobody in" : "The tokens from before stay valid");
        }
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credentials credentials) {
        Admission now = admission;
        if (!now.knows(credentials.token())) {
            return AuthResult.abstained();
        }
        return now.allows(credentials.uuid())
                ? CompletableFuture.completedStage(new AuthResult.Accepted(now.name()).within(now.limits()))
                : AuthResult.rejected("the uuid is not one of those that \"" + now.name() + "\" allows");
    }
}
