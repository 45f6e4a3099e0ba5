package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.PemFiles;
import io.culvert.api.tls.ClientCertificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener's configuration says of certificates of peers.
 *
 * @param wanted whether they are asked for
 * @param file PEM, the authorities to believe; {@code null} for the gateway's own, or when nobody is asked
 */
record ClientCertificateKeys(Wanted wanted, @Nullable Path file) {

    /** The values of {@code client.certificate}. */
    enum Wanted {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    private static final ClientCertificateKeys NOBODY = new ClientCertificateKeys(Wanted.NONE, null);

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
            return NOBODY;
        }
        if (!config.tls() && !forwarded) {
            if (wanted == Wanted.OPTIONAL) {
                return NOBODY; // there is no way for a certificate to get here
            }
            throw BadConfigurationException.of(
                    "client.certificate",
                    config.client_certificate(),
                    "needs tls = true, or a balancer that passes certificates on (forwarded.certificate)");
        }
        return new ClientCertificateKeys(
                wanted, config.client_ca().isEmpty() ? null : ConfigurationReader.path(config.client_ca()));
    }

    boolean required() {
        return wanted == Wanted.REQUIRED;
    }

    /** Whether it is the gateway's own authority that is believed. */
    boolean own() {
        return wanted != Wanted.NONE && file == null;
    }

    List<Path> files() {
        return file == null ? List.of() : List.of(file);
    }

    /** Reads the file; empty when there is none. */
    List<X509Certificate> read() throws BadConfigurationException {
        return file == null ? List.of() : PemFiles.readChain("client.ca", file);
    }

    /**
     * What is asked of peers; {@code null} when they are not asked.
     *
     * @param configured what the file has
     * @param own whom the gateway's own authority says to believe
     * @param authority that knows what is revoked
     */
    @Nullable ClientCertificates clients(List<X509Certificate> configured, List<X509Certificate> own, OwnAuthority authority) {
        if (!configured.isEmpty()) {
            return new ClientCertificates(configured, required(), authority::revoked);
        }
        return own.isEmpty() ? null : new ClientCertificates(own, required(), authority::notVouchedFor);
    }
}
