package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates without the cost of signing each: the bytes of one as large as a device's, with other serial numbers and
 * keys. What is made so has a signature that is worth nothing, and a key that is no point of the curve.
 */
final class TemplateCertificates {

    private static final byte[] SERIAL = {
        0x4a, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x01
    };
    private static final int POINT = 64;

    private final byte[] template;
    private final int serialAt;
    private final int pointAt;

    TemplateCertificates(byte[] template) throws GeneralSecurityException {
        this.template = template;
        this.serialAt = indexOf(template, SERIAL);
        byte[] key = parse(template).getPublicKey().getEncoded();
        this.pointAt = indexOf(template, Arrays.copyOfRange(key, key.length - POINT, key.length));
    }

    static TemplateCertificates make() throws GeneralSecurityException {
        KeyPair pair = ecKey();
        return new TemplateCertificates(
                selfSigned("CN=Culvert D2D CA G1", pair, SERIAL).getEncoded());
    }

    static KeyPair ecKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** A root with a good signature. */
    static X509Certificate root(String name, KeyPair pair) throws GeneralSecurityException {
        return selfSigned(name, pair, BigInteger.valueOf(System.nanoTime()).toByteArray());
    }

    /** A certificate with a good signature by another. */
    static X509Certificate issued(String name, PublicKey key, X509Certificate issuer, KeyPair issuerPair)
            throws GeneralSecurityException {
        return signed(name, key, issuer.getSubjectX500Principal(), issuerPair, new byte[] {7});
    }

    private static X509Certificate selfSigned(String name, KeyPair pair, byte[] serial)
            throws GeneralSecurityException {
        return signed(name, pair.getPublic(), new X500Principal(name), pair, serial);
    }

    private static X509Certificate signed(
            String name, PublicKey key, X500Principal issuer, KeyPair issuerPair, byte[] serial)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        X500Principal subject = new X500Principal(name);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(1, serial),
                Date.from(now),
                Date.from(now.plus(Duration.ofDays(30))),
                subject,
                key);
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(1));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
            }));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(issuerPair.getPublic()));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    names("urn:culvert:device:" + new UUID(1, 2), "urn:culvert:identity:somebody%40example.org"));
            builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(
                        new DistributionPointName(names("https://gateway.example.org/d2d/crl.der?generation=1")),
                        null,
                        null)
            }));
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuerPair.getPrivate())));
        } catch (CertIOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static org.bouncycastle.operator.ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "Ed25519";
                };
        return new JcaContentSignerBuilder(algorithm).build(key);
    }

    private static GeneralNames names(String... uris) {
        return new GeneralNames(Arrays.stream(uris)
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new));
    }

    byte[] template() {
        return template.clone();
    }

    /** The serial number that belongs to a number. */
    static String serial(long number) {
        return "4000000000000000%016x".formatted(number);
    }

    /** A certificate with a serial number and a key of its own. */
    X509Certificate certificate(long number) throws GeneralSecurityException {
        return certificate(number, number);
    }

    X509Certificate certificate(long number, long key) throws GeneralSecurityException {
        return parse(der(number, key));
    }

    byte[] der(long number, long key) {
        byte[] der = template();
        ByteBuffer.wrap(der).put(serialAt, new BigInteger(serial(number), 16).toByteArray());
        ByteBuffer.wrap(der).putLong(pointAt, key);
        return der;
    }

    /** A certificate for a key of P-256. */
    X509Certificate certificate(long number, PublicKey key) throws GeneralSecurityException {
        byte[] der = der(number, 0);
        byte[] encoded = key.getEncoded();
        ByteBuffer.wrap(der).put(pointAt, encoded, encoded.length - POINT, POINT);
        return parse(der);
    }

    static CertificateInfo info(long number, UUID device, String identity, Instant notAfter) {
        return new CertificateInfo(
                serial(number),
                device.toString(),
                identity,
                1,
                notAfter.minus(Duration.ofDays(30)),
                Instant.ofEpochSecond(notAfter.getEpochSecond()),
                null);
    }

    private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("it is not there");
    }
}
