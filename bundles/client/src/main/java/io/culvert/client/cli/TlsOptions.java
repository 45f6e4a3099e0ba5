package io.culvert.client.cli;

import io.culvert.client.CulvertException;
import io.culvert.client.OwnCertificate;
import io.culvert.client.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whom to believe, and who we are. */
final class TlsOptions {

    @ArgGroup
    private @Nullable Belief belief;

    private static final class Belief {

        @Option(
                names = "--ca",
                paramLabel = "FILE",
                description = "Believe the certificates in this PEM file, and no others. Default: CULVERT_CA, else the"
                        + " authorities known to Java, and those of the identity")
        private @Nullable Path ca;

        @Option(names = "--insecure", description = "Believe everyone. Anyone on the way can read and change all")
        private boolean insecure;
    }

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Show the gateway the certificate in this PEM file, with its chain. Default:"
                    + " CULVERT_CERTIFICATE, else none")
    private @Nullable Path certificate;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            description = "Its private key, PEM (PKCS#8), not encrypted. Default: CULVERT_CERTIFICATE_KEY")
    private @Nullable Path certificateKey;

    /** Whom to believe besides those known to Java, if somebody else. */
    Optional<Path> ca(Settings settings) {
        @Nullable Belief given = belief;
        return given == null ? settings.path(Settings.CA) : Optional.ofNullable(given.ca);
    }

    /** For a peer without an identity. */
    SSLContext context(Settings settings) {
        KeyManager[] own = own(settings);
        warnWhenInsecure();
        try {
            return insecure()
                    ? Trust.everyone(own)
                    : ca(settings).isPresent() ? Trust.pem(ca(settings).get(), own) : Trust.system(own);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(settings, e);
        }
    }

    /**
     * For a peer with an identity: made anew when that is renewed. It is shown to the gateway unless another certificate
     * is, and its authorities are believed unless others are.
     *
     * @param shown whether it is to be shown at all
     */
    Supplier<SSLContext> context(Settings settings, Path identity, boolean shown) throws CulvertException {
        Optional<KeyManager[]> other = Optional.of(own(settings)).filter(given -> given.length > 0);
        Optional<Path> ca = ca(settings);
        warnWhenInsecure();
        return IdentityTls.of(identity, current -> {
            KeyManager[] own = other.isPresent() ? other.get() : shown ? OwnCertificate.of(current) : new KeyManager[0];
            return insecure()
                    ? Trust.everyone(own)
                    : ca.isPresent() ? Trust.pem(ca.get(), own) : Trust.of(current, own);
        });
    }

    private boolean insecure() {
        @Nullable Belief given = belief;
        return given != null && given.insecure;
    }

    private void warnWhenInsecure() {
        if (insecure()) {
            Console.warn("--insecure: anyone on the way to the gateway can read the token and all data");
        }
    }

    private UsageException unusable(Settings settings, Exception e) {
        return new UsageException("The certificates in "
                + ca(settings).map(Path::toString).orElse("this Java") + " cannot be used (" + Reason.of(e) + ")");
    }

    private KeyManager[] own(Settings settings) {
        Optional<Path> chain = Optional.ofNullable(certificate).or(() -> settings.path(Settings.CERTIFICATE));
        Optional<Path> key = Optional.ofNullable(certificateKey).or(() -> settings.path(Settings.CERTIFICATE_KEY));
        if (chain.isPresent() != key.isPresent()) {
            throw new UsageException("A certificate and its key belong together: pass --certificate and"
                    + " --certificate-key, or neither");
        }
        try {
            return chain.isPresent() && key.isPresent()
                    ? OwnCertificate.pem(chain.get(), key.get())
                    : new KeyManager[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new UsageException("The certificate " + chain.get() + " cannot be used (" + Reason.of(e) + ")");
        }
    }
}
