package io.culvert.api.config;

import io.culvert.api.tls.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS towards a server that an operator has configured.
 *
 * @param ca the authorities to trust, PEM or PKCS#12; empty for those of the JVM
 * @param caPassword of a PKCS#12 file
 * @param certificate our own certificate and its chain, PEM; empty for none
 * @param certificateKey its private key, PEM
 */
public record ClientTls(String ca, Secret caPassword, String certificate, String certificateKey) {

    private static final char[] IN_MEMORY = {};

    /**
     * Reads the files, now and once.
     *
     * @throws BadConfigurationException when one of them cannot be used; the keys are called {@code ca},
     *     {@code certificate} and {@code certificate.key}
     */
    public SSLContext context() throws BadConfigurationException {
        if (certificate.isEmpty() != certificateKey.isEmpty()) {
            throw new BadConfigurationException("certificate and certificate.key belong together: give both or none");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.isEmpty() ? null : keys().getKeyManagers(),
                    ca.isEmpty() ? null : trust().getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new BadConfigurationException("TLS cannot be set up: " + e.getMessage());
        }
    }

    private TrustManagerFactory trust() throws BadConfigurationException, GeneralSecurityException, IOException {
        Path file = ConfigurationReader.path(ca);
        KeyStore trusted;
        if (isPem(file)) {
            trusted = empty();
            for (X509Certificate authority : PemFiles.readChain("ca", file)) {
                trusted.setCertificateEntry("ca" + trusted.size(), authority);
            }
        } else {
            trusted = pkcs12(file);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    private static boolean isPem(Path file) throws BadConfigurationException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() != 0x30; // how DER, and with it PKCS#12, begins
        } catch (IOException e) {
            throw BadConfigurationException.of(
                    "ca", file, Files.exists(file) ? "cannot be read by this user" : "there is no such file");
        }
    }

    private KeyStore pkcs12(Path file) throws BadConfigurationException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, caPassword.text().toCharArray());
            return store;
        } catch (IOException e) {
            throw BadConfigurationException.of(
                    "ca", file, "cannot be read as PKCS#12 with this password: " + e.getMessage());
        }
    }

    private KeyManagerFactory keys() throws BadConfigurationException, GeneralSecurityException, IOException {
        TlsIdentity identity =
                PemFiles.readIdentity(ConfigurationReader.path(certificate), ConfigurationReader.path(certificateKey));
        KeyStore own = empty();
        own.setKeyEntry("client", identity.key(), IN_MEMORY, identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, IN_MEMORY);
        return factory;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS"); // PKCS12 wants each certificate to be signed by the next
        store.load(null, null);
        return store;
    }
}
