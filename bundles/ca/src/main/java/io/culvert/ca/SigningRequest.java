package io.culvert.ca;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A request for a certificate (PKCS#10, RFC 2986) for a key that may be certified, made by whoever has that key. What it
 * asks for has not been looked at, see {@link CheckedRequest}. Immutable.
 */
final class SigningRequest {

    /** An instance of our own: one that is registered with the JVM would outlive the bundle. */
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private static final Set<ASN1ObjectIdentifier> SIGNATURES = Set.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256,
            X9ObjectIdentifiers.ecdsa_with_SHA384,
            X9ObjectIdentifiers.ecdsa_with_SHA512,
            PKCSObjectIdentifiers.sha256WithRSAEncryption,
            PKCSObjectIdentifiers.sha384WithRSAEncryption,
            PKCSObjectIdentifiers.sha512WithRSAEncryption,
            EdECObjectIdentifiers.id_Ed25519);
    private static final Set<ASN1ObjectIdentifier> DIGESTS =
            Set.of(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private final PKCS10CertificationRequest request;

    private SigningRequest(PKCS10CertificationRequest request) {
        this.request = request;
    }

    /** Reads a request, DER, and checks its key and its signature. */
    static SigningRequest of(byte[] der) throws RefusedRequestException {
        if (der.length > CertificateAuthority.MAX_REQUEST) {
            throw new RefusedRequestException(
                    Refusal.OVERSIZED,
                    "the request has " + der.length + " bytes; at most " + CertificateAuthority.MAX_REQUEST
                            + " are read");
        }
        SigningRequest read = new SigningRequest(parse(der));
        KeyRules.check(read.key());
        read.checkSignature();
        return read;
    }

    private static PKCS10CertificationRequest parse(byte[] der) throws RefusedRequestException {
        try {
            ASN1Primitive content = ASN1Primitive.fromByteArray(der); // refuses what comes after it
            CertificationRequest request = CertificationRequest.getInstance(content);
            if (request == null || !Arrays.equals(der, request.getEncoded(ASN1Encoding.DER))) {
                throw malformed("it is not a CertificationRequest in DER");
            }
            if (!request.getCertificationRequestInfo().getVersion().hasValue(0)) {
                throw malformed("its version is not 0");
            }
            if (request.getSignature().getPadBits() != 0) {
                throw malformed("its signature is not whole bytes");
            }
            return new PKCS10CertificationRequest(request);
        } catch (IOException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | IndexOutOfBoundsException e) { // the library's ways to say so
            throw malformed("it is not a CertificationRequest in DER");
        }
    }

    /** Proof of possession (RFC 2986 section 4.2). */
    private void checkSignature() throws RefusedRequestException {
        if (!isStrong(request.getSignatureAlgorithm())) {
            throw new RefusedRequestException(
                    Refusal.BAD_SIGNATURE,
                    "the request is signed by the algorithm "
                            + request.getSignatureAlgorithm().getAlgorithm().getId()
                            + "; use SHA-256, SHA-384 or SHA-512, or Ed25519");
        }
        if (!isSignedByItsKey()) {
            throw new RefusedRequestException(
                    Refusal.BAD_SIGNATURE,
                    "the request is not signed by the key that it is for; sign it with that one");
        }
    }

    private static boolean isStrong(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return SIGNATURES.contains(algorithm.getAlgorithm());
        }
        try {
            RSASSAPSSparams pss = RSASSAPSSparams.getInstance(algorithm.getParameters());
            return pss != null && isStrongDigest(pss.getHashAlgorithm()) && isStrongMask(pss.getMaskGenAlgorithm());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isStrongMask(AlgorithmIdentifier mask) {
        return mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                && mask.getParameters() != null
                && isStrongDigest(AlgorithmIdentifier.getInstance(mask.getParameters()));
    }

    private static boolean isStrongDigest(AlgorithmIdentifier digest) {
        return DIGESTS.contains(digest.getAlgorithm());
    }

    private boolean isSignedByItsKey() {
        try {
            return request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                    .setProvider(PROVIDER)
                    .build(key()));
        } catch (PKCSException | OperatorCreationException | RuntimeOperatorException e) {
            return false; // an algorithm that is not the key's, or something that is no signature at all
        }
    }

    private static RefusedRequestException malformed(String what) {
        return new RefusedRequestException(
                Refusal.MALFORMED, "the request is not PKCS#10: " + what + "; make it with a usual tool");
    }

    /** What it asks for. */
    PKCS10CertificationRequest content() {
        return request;
    }

    /** The key that is to be certified. */
    SubjectPublicKeyInfo key() {
        return request.getSubjectPublicKeyInfo();
    }

    /** SHA-256 of the key with its algorithm, in lower-case hexadecimal digits. */
    String keyFingerprint() {
        try {
            return HexFormat.of().formatHex(KeyIdentifier.digest("SHA-256", key().getEncoded(ASN1Encoding.DER)));
        } catch (IOException e) {
            throw new IllegalStateException(e); // it has been encoded before
        }
    }
}
