package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.PemFiles;
import io.culvert.api.tls.ClientCertificates;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener's configuration says of certificates of peers.
 *
 * @param wanted whether they are asked for
 * @param authorities PEM file; {@code null} when they are not
 */
record ClientCertificateKeys(Wanted wanted, @Nullable Path authorities) {

    /** The values of {@code client.certificate}. */
    enum Wanted {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /** Checks the keys; the file is not read yet. */
    static ClientCertificateKeys of(ListenerConfig config, ConfigurationReader reader)
            throws BadConfigurationException {
        Wanted wanted = reader.oneOf("client.certificate", config.client_certificate(), Wanted.class);
        boolean forwarded = !config.forwarded_certificate().isEmpty();
        if (wanted == Wanted.NONE) {
            if (forwarded) {
                throw new BadConfigurationException(
                        "forwarded.certificate needs client.certificate = optional or required");
            }
            return new ClientCertificateKeys(wanted, null);
        }
        if (!config.tls() && !forwarded) {
            throw BadConfigurationException.of(
                    "client.certificate",
                    config.client_certificate(),
                    "needs tls = true, or a balancer that passes certificates on (forwarded.certificate)");
        }
        if (config.client_ca().isEmpty()) {
            throw BadConfigurationException.of(
                    "client.certificate", config.client_certificate(), "needs client.ca, the authorities to believe");
        }
        return new ClientCertificateKeys(wanted, ConfigurationReader.path(config.client_ca()));
    }

    List<Path> files() {
        return authorities == null ? List.of() : List.of(authorities);
    }

    /** Reads the file; {@code null} when peers are not asked. */
    @Nullable ClientCertificates load() throws BadConfigurationException {
        return authorities == null
                ? null
                : new ClientCertificates(PemFiles.readChain("client.ca", authorities), wanted == Wanted.REQUIRED);
    }
}
