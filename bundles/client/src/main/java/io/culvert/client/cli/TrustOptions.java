package io.culvert.client.cli;

import io.culvert.client.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whom to believe. */
final class TrustOptions {

    @ArgGroup
    private @Nullable Belief belief;

    private static final class Belief {

        @Option(
                names = "--ca",
                paramLabel = "FILE",
                description = "Believe the certificates in this PEM file, and no others. Default: CULVERT_CA, else the"
                        + " authorities known to Java")
        private @Nullable Path ca;

        @Option(names = "--insecure", description = "Believe everyone. Anyone on the way can read and change all")
        private boolean insecure;
    }

    SSLContext context(Settings settings) {
        @Nullable Belief given = belief;
        Optional<Path> ca = given == null ? settings.path(Settings.CA) : Optional.ofNullable(given.ca);
        try {
            if (given != null && given.insecure) {
                Console.warn("--insecure: anyone on the way to the gateway can read the token and all data");
                return Trust.everyone();
            }
            return ca.isPresent() ? Trust.pem(ca.get()) : Trust.system();
        } catch (IOException | GeneralSecurityException e) {
            throw new UsageException("The certificates in "
                    + ca.map(Path::toString).orElse("this Java") + " cannot be used (" + Reason.of(e) + ")");
        }
    }
}
