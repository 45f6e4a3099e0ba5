package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.PemFiles;
import io.culvert.api.tls.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener's certificate and key come from: two PEM files, or the first key of a PKCS#12 keystore.
 *
 * @param certificate PEM, the server's certificate first, then its chain
 * @param key PEM, the certificate's private key
 * @param keystore PKCS#12, used instead of the two when given
 * @param password of the keystore
 */
record ServerIdentity(Path certificate, Path key, @Nullable Path keystore, String password) {

    List<Path> files() {
        return keystore != null ? List.of(keystore) : List.of(certificate, key);
    }

    /** Whether there is none, so that the gateway's own authority has to make one. */
    boolean missing() {
        return keystore == null && !Files.exists(certificate) && !Files.exists(key);
    }

    /** Loads the files, and checks that they belong together. */
    TlsIdentity load() throws BadConfigurationException {
        if (keystore == null) {
            return PemFiles.readIdentity(certificate, key);
        }
        try {
            return loadKeystore(keystore);
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** The configuration is at fault, because whatever was loaded cannot be used. */
    BadConfigurationException unusable(GeneralSecurityException e) {
        return keystore != null
                ? BadConfigurationException.of("keystore", keystore, String.valueOf(e.getMessage()))
                : BadConfigurationException.of("certificate", certificate, String.valueOf(e.getMessage()));
    }

    private TlsIdentity loadKeystore(Path file) throws BadConfigurationException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey privateKey) {
                    return new TlsIdentity(
                            privateKey,
                            Stream.of(store.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
            throw BadConfigurationException.of("keystore", file, "holds no private key");
        } catch (IOException e) {
            throw BadConfigurationException.of(
                    "keystore", file, "cannot be read as PKCS#12 with this password: " + e.getMessage());
        }
    }
}
