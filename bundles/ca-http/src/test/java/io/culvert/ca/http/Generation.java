package io.culvert.ca.http;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One generation of the authority for tests. */
record Generation(int number, KeyPair keys, X509Certificate root, Map<Map<BigInteger, Instant>, X509CRL> lists) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 127;

    static Generation create(int number, String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        X500Name name = new X500Name("CN=Test CA G" + number);
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = builder(name, name, keys.getPublic(), now, Duration.ofDays(365));
        authority(builder, keys.getPublic(), 1);
        return new Generation(number, keys, sign(builder, keys), new ConcurrentHashMap<>());
    }

    static KeyPair keys(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }

    /** A certificate for a newer one. */
    X509Certificate link(Generation next) throws Exception {
        JcaX509v3CertificateBuilder builder = builder(
                X500Name.getInstance(root.getSubjectX500Principal().getEncoded()),
                X500Name.getInstance(next.root.getSubjectX500Principal().getEncoded()),
                next.keys.getPublic(),
                Instant.now(),
                Duration.ofDays(300));
        authority(builder, next.keys.getPublic(), 0);
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
        return sign(builder, keys);
    }

    X509Certificate issue(PublicKey key, String commonName, String base, GeneralName... names) throws Exception {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        JcaX509v3CertificateBuilder builder = builder(
                X500Name.getInstance(root.getSubjectX500Principal().getEncoded()),
                new X500Name("CN=" + commonName),
                key,
                Instant.now(),
                Duration.ofDays(30));
        GeneralName list = new GeneralName(GeneralName.uniformResourceIdentifier, base + "/d2d/crl-" + number + ".der");
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
                }))
                .addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key))
                .addExtension(Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(root))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                .addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                    new DistributionPoint(new DistributionPointName(new GeneralNames(list)), null, null)
                }));
        return sign(builder, keys);
    }

    /** The same list until something else is revoked. */
    X509CRL crl(Map<BigInteger, Instant> revoked) {
        return lists.computeIfAbsent(revoked, this::newCrl);
    }

    private X509CRL newCrl(Map<BigInteger, Instant> revoked) {
        try {
            Instant now = Instant.now();
            JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(root.getSubjectX500Principal(), Date.from(now));
            builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
            revoked.forEach((serial, when) -> builder.addCRLEntry(serial, Date.from(when), CRLReason.unspecified));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(lists.size() + 1L)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
            return new JcaX509CRLConverter().getCRL(builder.build(signer()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    ContentSigner signer() throws OperatorCreationException {
        return signer(keys);
    }

    private static ContentSigner signer(KeyPair keys) throws OperatorCreationException {
        return new JcaContentSignerBuilder(
                        keys.getPublic().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA")
                .build(keys.getPrivate());
    }

    /** What the alternative names {@code urn:culvert:KIND:VALUE} say, by kind. */
    static Map<String, String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
            return all.stream()
                    .map(name -> name.get(1).toString().split(":", 4))
                    .filter(parts -> parts.length == 4)
                    .collect(Collectors.toMap(parts -> parts[2], parts -> parts[3]));
        } catch (CertificateParsingException e) {
            throw new AssertionError(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static void authority(JcaX509v3CertificateBuilder builder, PublicKey key, int pathLength) throws Exception {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair keys) throws Exception {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(keys)));
    }
}
