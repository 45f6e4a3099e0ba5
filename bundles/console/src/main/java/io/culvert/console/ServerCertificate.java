package io.culvert.console;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.PemFiles;
import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the console's certificate comes from: two PEM files, or the gateway's own authority when there are none. For one
 * thread.
 */
final class ServerCertificate {

    private final Path certificate;
    private final Path key;
    private final List<String> names;
    private @Nullable TlsIdentity loaded;
    private String loadedFrom = "";
    private String seen = "";

    /**
     * Reads nothing yet.
     *
     * @param names that a certificate of the gateway's own authority is for
     */
    ServerCertificate(Path certificate, Path key, List<String> names) {
        this.certificate = certificate;
        this.key = key;
        this.names = names;
    }

    /**
     * The certificate as it is now; the same object until there is another one. Files that change are read when they have
     * stayed as they are since the call before.
     *
     * @param authority the gateway's own; {@code null} when there is none
     * @throws BadConfigurationException when there is none; the message says why, and what to do
     */
    TlsIdentity current(@Nullable LocalAuthority authority) throws BadConfigurationException {
        if (!Files.exists(certificate) && !Files.exists(key)) {
            loaded = null;
            return ofAuthority(authority);
        }
        String state = describe(certificate) + " " + describe(key);
        TlsIdentity before = loaded;
        if (before != null && (state.equals(loadedFrom) || !state.equals(seen))) {
            seen = state;
            return before;
        }
        seen = state;
        TlsIdentity now = PemFiles.readIdentity(certificate, key);
        loaded = now;
        loadedFrom = state;
        return now;
    }

    private TlsIdentity ofAuthority(@Nullable LocalAuthority authority) throws BadConfigurationException {
        if (authority == null) {
            throw new BadConfigurationException(
                    "no certificate: give certificate and certificate.key, or install the feature culvert-ca");
        }
        try {
            return authority.serverIdentity(names);
        } catch (GeneralSecurityException e) {
            throw new BadConfigurationException("no certificate by the gateway's own authority: " + e.getMessage());
        } catch (RuntimeException | LinkageError e) { // its bundle is being replaced
            throw new BadConfigurationException("the gateway's own authority has failed: " + e);
        }
    }

    private static String describe(Path file) {
        try {
            return file.toRealPath() + " " + Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            return file + " missing";
        }
    }
}
