package io.culvert.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
        return believing(Pem.certificates(bundle), own);
    }

    /**
     * Believes, to be the gateway, whom the identity believed when it enrolled: the file that was given then, or the
     * authorities that this JVM believes; and the gateway's own authority. Checks the host name.
     *
     * @param own what the gateway can know this peer by; none for nothing
     */
    public static SSLContext of(Identity identity, KeyManager... own) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>(identity.roots());
        if (identity.gatewayRoots().isEmpty()) {
            certificates.addAll(List.of(trustManager(null).getAcceptedIssuers()));
        } else {
            certificates.addAll(identity.gatewayRoots());
        }
        return believing(certificates, own);
    }

    private static SSLContext believing(List<X509Certificate> certificates, KeyManager... own)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (X509Certificate certificate : certificates) {
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

    /** How people compare certificates: SHA-256, in the notation of openssl x509 -fingerprint -sha256. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            return "unknown";
        }
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
