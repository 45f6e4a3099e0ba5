package io.culvert.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a peer believes to be the gateway. */
public final class Trust {

    private Trust() {}

    /**
     * Believes the authorities that this JVM believes, and checks the host name.
     *
     * @param own what the gateway can know this peer by, {@link OwnCertificate}; none for nothing
     */
    public static SSLContext system(KeyManager... own) throws GeneralSecurityException {
        return context(new ExplainingTrustManager(trustManager(null)), own);
    }

    /**
     * Believes the certificates of one file and nothing else, and checks the host name.
     *
     * @param bundle PEM; authorities, or the gateway's own self-signed certificate
     * @param own what the gateway can know this peer by, {@link OwnCertificate}; none for nothing
     * @throws IOException when the file cannot be read
     * @throws GeneralSecurityException when there is no certificate in it
     */
    public static SSLContext pem(Path bundle, KeyManager... own) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(bundle)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate in it");
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry(Integer.toString(number++), certificate);
        }
        return context(new ExplainingTrustManager(trustManager(trusted)), own);
    }

    /**
     * Believes everyone, and checks no host name: whoever sits on the way can read and change everything.
     *
     * @param own what the gateway can know this peer by, {@link OwnCertificate}; none for nothing
     */
    public static SSLContext everyone(KeyManager... own) throws GeneralSecurityException {
        return context(new CredulousTrustManager(), own);
    }

    private static X509ExtendedTrustManager trustManager(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("this JVM has no PKIX trust manager");
    }

    private static SSLContext context(TrustManager manager, KeyManager... own) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, new TrustManager[] {manager}, null);
        return context;
    }
}
