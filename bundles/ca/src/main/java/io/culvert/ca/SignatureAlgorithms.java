package io.culvert.ca;

import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The one algorithm by which a key of each kind signs: what is signed, and what is verified, here. */
final class SignatureAlgorithms {

    private SignatureAlgorithms() {}

    /** Its name in JCA; empty when keys of this kind are not used. */
    static Optional<String> of(PublicKey key) {
        AlgorithmIdentifier kind =
                SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm();
        ASN1ObjectIdentifier algorithm = kind.getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return Optional.of("SHA256withRSA");
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return Optional.of("Ed25519");
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            if (KeyRules.P256.equals(kind.getParameters())) {
                return Optional.of("SHA256withECDSA");
            }
            if (KeyRules.P384.equals(kind.getParameters())) {
                return Optional.of("SHA384withECDSA");
            }
        }
        return Optional.empty();
    }
}
