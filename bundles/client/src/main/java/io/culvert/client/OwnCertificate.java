package io.culvert.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate by which the gateway can know this peer; given to {@link Trust}. */
public final class OwnCertificate {

    private static final char[] IN_MEMORY = {};

    private OwnCertificate() {}

    /**
     * Reads a certificate, now and once.
     *
     * @param certificate PEM; this peer's own certificate, then those between it and the authority
     * @param key PEM; its private key, PKCS#8, not encrypted
     * @throws IOException when a file cannot be read
     * @throws GeneralSecurityException when one of them is something else, or they do not belong together
     */
    public static KeyManager[] pem(Path certificate, Path key) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = Pem.certificates(certificate);
        return of(Pem.privateKey(key, chain.get(0).getPublicKey().getAlgorithm()), chain);
    }

    /**
     * That of an identity; none when it is not valid now, because it would be refused.
     *
     * @throws GeneralSecurityException when this JVM cannot use such a key
     */
    public static KeyManager[] of(Identity identity) throws IOException, GeneralSecurityException {
        return identity.validAt(Instant.now()) ? of(identity.keys().getPrivate(), identity.chain()) : new KeyManager[0];
    }

    private static KeyManager[] of(PrivateKey key, List<X509Certificate> chain)
            throws IOException, GeneralSecurityException {
        // Not PKCS12, which wants a chain in order: there may be several link certificates of one authority.
        KeyStore own = KeyStore.getInstance("JKS");
        own.load(null, null);
        own.setKeyEntry("own", key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, IN_MEMORY);
        return factory.getKeyManagers();
    }
}
