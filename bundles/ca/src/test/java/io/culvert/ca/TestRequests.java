package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** Makes signed requests, also bad ones. */
final class TestRequests {

    private TestRequests() {}

    static PKCS10CertificationRequestBuilder builder(KeyPair pair, X500Name subject) {
        return new PKCS10CertificationRequestBuilder(
                subject, SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    }

    static byte[] signed(KeyPair pair, PKCS10CertificationRequestBuilder request) {
        try {
            return Signer.of(pair.getPrivate(), pair.getPublic()).sign(request);
        } catch (AuthorityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] named(KeyPair pair, X500Name subject) {
        return signed(pair, builder(pair, subject));
    }

    /** With an attribute that has these values. */
    static byte[] with(KeyPair pair, ASN1ObjectIdentifier attribute, ASN1Encodable... values) {
        return signed(pair, builder(pair, new X500Name(new RDN[0])).addAttribute(attribute, values));
    }

    /** That asks for an extension. */
    static byte[] asking(KeyPair pair, ASN1ObjectIdentifier extension, ASN1Encodable value) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    new Extension(extension, false, value.toASN1Primitive().getEncoded()));
            return with(pair, PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
