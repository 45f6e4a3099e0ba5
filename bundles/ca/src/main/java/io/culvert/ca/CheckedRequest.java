package io.culvert.ca;

import io.culvert.api.ca.Refusal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A request that asks for nothing which its subject does not get anyway. Only these are certified, and of the request only
 * the key goes into the certificate; what it asks for besides is compared with what it gets, so that nobody believes to
 * have something else than he has. Immutable.
 */
final class CheckedRequest {

    private static final Set<KeyPurposeId> PURPOSES =
            Set.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);

    private final SubjectPublicKeyInfo key;
    private final Subject subject;

    private CheckedRequest(SubjectPublicKeyInfo key, Subject subject) {
        this.key = key;
        this.subject = subject;
    }

    /** Compares what is asked for with what the subject gets. */
    static CheckedRequest of(SigningRequest request, Subject subject) throws RefusedRequestException {
        try {
            checkSubject(request.content().getSubject(), subject);
            Set<ASN1ObjectIdentifier> seen = new HashSet<>();
            for (Attribute attribute : request.content().getAttributes()) {
                if (!seen.add(attribute.getAttrType())) {
                    throw malformed("it has an attribute twice");
                }
                checkAttribute(attribute, request, subject);
            }
        } catch (IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | IndexOutOfBoundsException e) { // the library's ways to say so
            throw malformed("its attributes cannot be read");
        }
        return new CheckedRequest(request.key(), subject);
    }

    SubjectPublicKeyInfo key() {
        return key;
    }

    Subject subject() {
        return subject;
    }

    private static void checkSubject(X500Name asked, Subject subject) throws RefusedRequestException {
        RDN[] names = asked.getRDNs();
        if (names.length == 0) {
            return;
        }
        if (names.length == 1
                && !names[0].isMultiValued()
                && names[0].getFirst().getType().equals(BCStyle.CN)
                && names[0].getFirst().getValue() instanceof ASN1String name
                && (name.getString().equalsIgnoreCase(subject.device().toString())
                        || name.getString().equals(subject.identity())
                        || name.getString().equals(subject.name()))) {
            return;
        }
        throw new RefusedRequestException(
                Refusal.WRONG_NAME,
                "the request's subject is somebody else's; leave it empty, or CN=" + subject.device());
    }

    private static void checkAttribute(Attribute attribute, SigningRequest request, Subject subject)
            throws RefusedRequestException {
        ASN1ObjectIdentifier type = attribute.getAttrType();
        if (type.equals(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
            return; // some clients of EST send one (RFC 7030 section 3.5)
        }
        if (!type.equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
            throw new RefusedRequestException(
                    Refusal.FORBIDDEN_EXTENSION, "the request has the attribute " + type.getId() + "; leave it out");
        }
        ASN1Encodable[] values = attribute.getAttributeValues();
        if (values.length != 1) {
            throw malformed("it has " + values.length + " lists of extensions");
        }
        Extensions extensions = Extensions.getInstance(values[0]); // refuses one that is there twice
        for (ASN1ObjectIdentifier extension : extensions.getExtensionOIDs()) {
            checkExtension(extension, extensions.getExtensionParsedValue(extension), request, subject);
        }
    }

    private static void checkExtension(
            ASN1ObjectIdentifier type, ASN1Encodable value, SigningRequest request, Subject subject)
            throws RefusedRequestException {
        if (type.equals(Extension.basicConstraints)) {
            if (BasicConstraints.getInstance(value).isCA()) {
                throw wantsAuthority();
            }
        } else if (type.equals(Extension.keyUsage)) {
            checkKeyUsage(KeyUsage.getInstance(value));
        } else if (type.equals(Extension.extendedKeyUsage)) {
            List<KeyPurposeId> asked =
                    Arrays.asList(ExtendedKeyUsage.getInstance(value).getUsages());
            if (asked.isEmpty() || !PURPOSES.containsAll(asked)) {
                throw new RefusedRequestException(
                        Refusal.FORBIDDEN_EXTENSION,
                        "devices get the extended key usages clientAuth and serverAuth only; ask for no others");
            }
        } else if (type.equals(Extension.subjectAlternativeName)) {
            checkAlternativeNames(GeneralNames.getInstance(value), subject);
        } else if (type.equals(Extension.subjectKeyIdentifier)) {
            byte[] asked = SubjectKeyIdentifier.getInstance(value).getKeyIdentifier();
            if (!Arrays.equals(asked, KeyIdentifier.of(request.key()))) {
                throw new RefusedRequestException(
                        Refusal.FORBIDDEN_EXTENSION,
                        "the subject key identifier is not SHA-1 of the key; leave it out");
            }
        } else {
            throw new RefusedRequestException(
                    Refusal.FORBIDDEN_EXTENSION,
                    "devices do not get the extension " + type.getId() + "; do not ask for it");
        }
    }

    private static void checkKeyUsage(KeyUsage asked) throws RefusedRequestException {
        if (asked.hasUsages(KeyUsage.keyCertSign) || asked.hasUsages(KeyUsage.cRLSign)) {
            throw wantsAuthority();
        }
        if (!asked.equals(new KeyUsage(KeyUsage.digitalSignature))) {
            throw new RefusedRequestException(
                    Refusal.FORBIDDEN_EXTENSION, "devices get the key usage digitalSignature only; ask for no other");
        }
    }

    private static void checkAlternativeNames(GeneralNames asked, Subject subject) throws RefusedRequestException {
        Set<String> granted =
                Set.of(DeviceNames.deviceUri(subject.device()), DeviceNames.identityUri(subject.identity()));
        for (GeneralName name : asked.getNames()) {
            if (name.getTagNo() != GeneralName.uniformResourceIdentifier
                    || !granted.contains(ASN1IA5String.getInstance(Objects.requireNonNull(name.getName()))
                            .getString())) {
                throw new RefusedRequestException(
                        Refusal.WRONG_NAME,
                        "the request has alternative names that are not the device's; leave them out, or ask for "
                                + DeviceNames.deviceUri(subject.device()));
            }
        }
    }

    private static RefusedRequestException wantsAuthority() {
        return new RefusedRequestException(
                Refusal.WANTS_AUTHORITY,
                "the request asks for an authority's certificate; devices get none, ask for CA:FALSE or nothing");
    }

    private static RefusedRequestException malformed(String what) {
        return new RefusedRequestException(
                Refusal.MALFORMED, "the request is not PKCS#10: " + what + "; make it with a usual tool");
    }
}
