package com.example.culvert.hmac;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts NAME:EXPIRY:SIGNATURE, where EXPIRY is in seconds since 1970; one instance for each file. */
@Component(
        service = Authenticator.class,
        immediate = true,
        configurationPid = "com.example.culvert.hmac",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HmacConfig.class, factory = true)
public final class HmacAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(HmacAuthenticator.class);
    private static final Pattern TOKEN = Pattern.compile("(([\\w.-]{1,64}):(\\d{1,12})):([0-9a-f]{64})");

    private volatile Secret key = Secret.NONE;

    @Activate
    public HmacAuthenticator(HmacConfig config, Map<String, ?> properties) {
        modified(config, properties);
    }

    @Modified
    void modified(HmacConfig config, Map<String, ?> properties) {
        ConfigurationReader reader = new ConfigurationReader(properties);
        try {
            key = Secret.of(".key", reader.required(".key", config._key()));
        } catch (BadConfigurationException e) {
            String now = key.isPresent() ? "The key from before stays valid" : "Nobody is let in";
            LOG.error("{}: {}. {} until this is put right", reader.origin(), e.getMessage(), now);
        }
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credentials credentials) {
        Matcher token = TOKEN.matcher(credentials.token());
        if (!token.matches() || !Hmac.verify(key, token.group(1), token.group(4))) {
            return AuthResult.abstained(); // not ours; another authenticator, or another key, may know it
        }
        Instant expiry = Instant.ofEpochSecond(Long.parseLong(token.group(3)));
        return Instant.now().isBefore(expiry)
                ? AuthResult.accepted(token.group(2))
                : AuthResult.rejected(token.group(2) + "'s token expired at " + expiry);
    }
}
