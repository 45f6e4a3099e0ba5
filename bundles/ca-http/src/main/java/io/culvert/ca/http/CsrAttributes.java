package io.culvert.ca.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** What a request for a certificate had best be like, RFC 7030 section 4.5.2: a key of P-256, and signed by ECDSA with SHA-256. */
final class CsrAttributes {

    private CsrAttributes() {}

    /** CsrAttrs in DER. */
    static byte[] der() {
        Attribute key = new Attribute(X9ObjectIdentifiers.id_ecPublicKey, new DERSet(SECObjectIdentifiers.secp256r1));
        try {
            return new DERSequence(key, X9ObjectIdentifiers.ecdsa_with_SHA256).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written anywhere
        }
    }
}
