package io.culvert.authenticator.certificate;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts peers by the client certificate that their listener has verified; an instance per file. Abstains from peers
 * without one, and from certificates that its rules do not match, unless it is strict.
 *
 * <p>A changed file replaces the rules of the living instance; peers that were let in stay. A file with a mistake in it
 * is reported once and changes nothing: the rules from before stay in force, and where there were none, nobody gets in.
 */
@Component(
        service = Authenticator.class,
        immediate = true, // a mistake in the file is reported at once, not when the first peer comes
        configurationPid = "io.culvert.authenticator.certificate",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CertificateConfig.class, factory = true)
public final class CertificateAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthenticator.class);

    private final Clock clock;

    // Activation does not fail on a mistake: Felix SCR never offers an instance that once failed to those who already
    // refer to it, so that the corrected file would have no effect.
    private volatile @Nullable Rules rules;

    @Activate
    public CertificateAuthenticator(CertificateConfig config, Map<String, ?> properties) {
        this(config, properties, Clock.systemUTC());
    }

    CertificateAuthenticator(CertificateConfig config, Map<String, ?> properties, Clock clock) {
        this.clock = clock;
        load(config, properties);
    }

    @Modified
    void modified(CertificateConfig config, Map<String, ?> properties) {
        load(config, properties);
    }

    private void load(CertificateConfig config, Map<String, ?> properties) {
        ConfigurationReader reader = new ConfigurationReader(properties);
        try {
            rules = Rules.of(config, reader);
        } catch (BadConfigurationException e) {
            LOG.error(
                    "{}: {}. {} until this is put right",
                    reader.origin(),
                    e.getMessage(),
                    rules == null ? "It lets nobody in" : "The rules from before stay in force");
        }
    }

    @Override
    public CompletionStage<AuthResult> authenticate(Credentials credentials) {
        Rules now = rules;
        List<X509Certificate> chain = credentials.connection().certificates();
        if (now == null || chain.isEmpty()) {
            return AuthResult.abstained();
        }
        X509Certificate own = chain.get(0);
        Optional<String> identity = now.identity(own);
        if (identity.isEmpty()) {
            return now.strict()
                    ? AuthResult.rejected("no rule matches the certificate of \"" + subject(own) + "\"")
                    : AuthResult.abstained();
        }
        try {
            // They were valid when the peer connected; it may have let time pass since.
            Date time = Date.from(clock.instant());
            for (X509Certificate certificate : chain) {
                certificate.checkValidity(time);
            }
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return AuthResult.rejected(
                    "a certificate in the chain of \"" + subject(own) + "\" is not valid now: " + e.getMessage());
        }
        return CompletableFuture.completedStage(new AuthResult.Accepted(identity.get())
                .inScope(now.scopeOf(identity.get()))
                .within(now.limits())
                .with(attributes(own)));
    }

    private static Map<String, String> attributes(X509Certificate certificate) {
        return Map.of(
                "certificate.subject", subject(certificate),
                "certificate.issuer", DistinguishedNames.text(certificate.getIssuerX500Principal()),
                "certificate.sha256", IdentitySource.fingerprint(certificate),
                "certificate.until", certificate.getNotAfter().toInstant().toString());
    }

    private static String subject(X509Certificate certificate) {
        return DistinguishedNames.text(certificate.getSubjectX500Principal());
    }
}
