package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** A certificate in the making (RFC 5280 section 4). For one thread. */
final class CertificateDraft {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 127; // a positive number of at most 16 bytes

    private final X509v3CertificateBuilder certificate;

    private CertificateDraft(X500Name issuer, X500Name subject, SubjectPublicKeyInfo key, Validity validity) {
        certificate = new X509v3CertificateBuilder(
                issuer, serial(), Date.from(validity.notBefore()), Date.from(validity.notAfter()), subject, key);
    }

    /** One that its own key signs. */
    static CertificateDraft selfSigned(X500Name name, SubjectPublicKeyInfo key, Validity validity) {
        return new CertificateDraft(name, name, key, validity)
                .with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifier.of(key)));
    }

    /** One that somebody else signs. */
    static CertificateDraft by(
            Issuer issuer, X500Name subject, SubjectPublicKeyInfo key, byte[] keyIdentifier, Validity validity) {
        return new CertificateDraft(issuer.name(), subject, key, validity)
                .with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier))
                // By the key alone: with name and number it would fit only one of a generation's certificates.
                .with(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuer.keyIdentifier()));
    }

    private static BigInteger serial() {
        BigInteger number;
        do {
            number = new BigInteger(SERIAL_BITS, RANDOM);
        } while (number.signum() == 0);
        return number;
    }

    /** An authority with at most so many others between it and a device. */
    CertificateDraft authority(int pathLength) {
        return with(Extension.basicConstraints, true, new BasicConstraints(pathLength))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    /** No authority, but for these purposes. */
    CertificateDraft endEntity(KeyPurposeId... purposes) {
        return with(Extension.basicConstraints, true, new BasicConstraints(false))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    CertificateDraft named(GeneralName... names) {
        return with(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    CertificateDraft with(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            certificate.addExtension(type, critical, value);
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e); // a value that we have made can be encoded
        }
    }

    X509Certificate signedBy(Signer signer) throws AuthorityException {
        return signer.sign(certificate);
    }
}
