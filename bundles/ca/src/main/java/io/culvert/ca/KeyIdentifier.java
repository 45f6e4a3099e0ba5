package io.culvert.ca;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** How certificates name keys (RFC 5280 section 4.2.1.2). */
final class KeyIdentifier {

    private KeyIdentifier() {}

    /** Of a key that has none yet: SHA-1 of its bits, the section's method 1. Nobody relies on the digest. */
    static byte[] of(SubjectPublicKeyInfo key) {
        return digest("SHA-1", key.getPublicKeyData().getOctets());
    }

    /** Of a certificate's key, as the certificate has it. */
    static byte[] of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return of(
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()));
        }
        return SubjectKeyIdentifier.getInstance(
                        ASN1OctetString.getInstance(extension).getOctets())
                .getKeyIdentifier();
    }

    /** A digest that every JVM has. */
    static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
