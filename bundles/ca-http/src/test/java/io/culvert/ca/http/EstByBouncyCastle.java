package io.culvert.ca.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.est.ESTAuth;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.jcajce.JcaHttpAuthBuilder;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.Store;
import org.jspecify.annotations.Nullable;

/**
 * A device that enrols with BouncyCastle's EST client.
 *
 * @param host of the server
 * @param port of its TLS listener
 * @param authority of the server's TLS certificate
 */
public record EstByBouncyCastle(String host, int port, X509Certificate authority) {

    private static final char[] IN_MEMORY = {};

    /** A key with its certificate. */
    public record Enrolled(KeyPair keys, X509Certificate certificate) {}

    /** The authority's certificates. */
    public List<X509Certificate> authorities() throws IOException, GeneralSecurityException {
        return certificates(service(null).getCACerts().getCertificateStore());
    }

    /** What a request had best be like. */
    public Collection<ASN1ObjectIdentifier> attributes() throws IOException, GeneralSecurityException {
        return service(null).getCSRAttributes().getAttributesResponse().getRequirements();
    }

    /** Enrols with a token. It asks without one first, and answers the challenge. */
    public Enrolled enroll(String user, String token)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        return enroll(null, new JcaHttpAuthBuilder(user, token.toCharArray()).build());
    }

    /** Gets the successor of a certificate. */
    public Enrolled renew(Enrolled old) throws IOException, GeneralSecurityException, OperatorCreationException {
        return enroll(old, request -> {});
    }

    private Enrolled enroll(@Nullable Enrolled old, ESTAuth auth)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        PKCS10CertificationRequest request = new JcaPKCS10CertificationRequestBuilder(
                        new X500Principal(""), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        EnrollmentResponse response = service(old).simpleEnroll(old != null, request, auth);
        List<X509Certificate> found = certificates(response.getStore());
        if (found.size() != 1) {
            throw new IOException("not one certificate, but " + found.size());
        }
        return new Enrolled(keys, found.get(0));
    }

    private ESTService service(@Nullable Enrolled old) throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        JsseESTServiceBuilder builder =
                new JsseESTServiceBuilder(host, port, (X509TrustManager) trust.getTrustManagers()[0]);
        builder.withTimeout(60_000);
        builder.withHostNameAuthorizer((name, session) -> name.equals(host));
        if (old != null) {
            builder.withKeyManagers(keys(old));
        }
        return builder.build();
    }

    private static KeyManager[] keys(Enrolled old) throws IOException, GeneralSecurityException {
        KeyStore own = empty();
        own.setKeyEntry("device", old.keys.getPrivate(), IN_MEMORY, new Certificate[] {old.certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificates(Store<X509CertificateHolder> store)
            throws GeneralSecurityException {
        List<X509Certificate> found = new ArrayList<>();
        for (X509CertificateHolder holder : store.getMatches(null)) {
            found.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
        return found;
    }
}
