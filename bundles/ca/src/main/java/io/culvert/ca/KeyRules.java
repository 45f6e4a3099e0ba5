package io.culvert.ca;

import io.culvert.api.ca.Refusal;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Which public keys are certified. */
final class KeyRules {

    static final ASN1ObjectIdentifier P256 = SECObjectIdentifiers.secp256r1;
    static final ASN1ObjectIdentifier P384 = SECObjectIdentifiers.secp384r1;

    private static final String RIGHT = "use EC on P-256 or P-384, Ed25519, or RSA of 2048 to 8192 bits";
    private static final int ED25519_BYTES = 32;
    private static final int UNCOMPRESSED = 0x04;
    private static final int RSA_LEAST = 2048;
    private static final int RSA_MOST = 8192;
    private static final BigInteger EXPONENT_LEAST = BigInteger.valueOf(65_537);

    /** OpenSSL uses no longer ones with long keys, because they cost the verifier time. */
    private static final int EXPONENT_MOST_BITS = 64;

    private KeyRules() {}

    /** Refuses whatever is not certified. */
    static void check(SubjectPublicKeyInfo key) throws RefusedRequestException {
        require(key.getPublicKeyData().getPadBits() == 0, Refusal.MALFORMED, "the key is not whole bytes");
        ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
        ASN1Encodable parameters = key.getAlgorithm().getParameters();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            checkCurve(key, parameters);
        } else if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            require(parameters == null, Refusal.MALFORMED, "the algorithm Ed25519 has no parameters");
            require(
                    key.getPublicKeyData().getOctets().length == ED25519_BYTES,
                    Refusal.WEAK_KEY,
                    "the Ed25519 key is not 32 bytes long; make a new one");
        } else if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            require(
                    parameters == null || DERNull.INSTANCE.equals(parameters),
                    Refusal.MALFORMED,
                    "the algorithm RSA has no parameters");
            checkRsa(key);
        } else {
            throw new RefusedRequestException(
                    Refusal.UNSUPPORTED_KEY,
                    "keys of the algorithm " + algorithm.getId() + " are not certified; " + RIGHT);
        }
        checkNumbers(key);
    }

    private static void checkCurve(SubjectPublicKeyInfo key, ASN1Encodable parameters) throws RefusedRequestException {
        require(
                parameters instanceof ASN1ObjectIdentifier,
                Refusal.UNSUPPORTED_KEY,
                "the curve is given by its parameters and not by its name; " + RIGHT);
        require(
                parameters.equals(P256) || parameters.equals(P384),
                Refusal.UNSUPPORTED_KEY,
                "keys on the curve " + parameters + " are not certified; " + RIGHT);
        byte[] point = key.getPublicKeyData().getOctets();
        int coordinate = parameters.equals(P256) ? 32 : 48;
        require(
                point.length != 1 + coordinate,
                Refusal.UNSUPPORTED_KEY,
                "the point of the key is compressed, which not everybody can read; send it uncompressed");
        require(
                point.length == 1 + 2 * coordinate && point[0] == UNCOMPRESSED,
                Refusal.WEAK_KEY,
                "the key is no point of its curve; make a new one");
    }

    private static void checkRsa(SubjectPublicKeyInfo key) throws RefusedRequestException {
        BigInteger modulus;
        BigInteger exponent;
        try {
            ASN1Sequence numbers = ASN1Sequence.getInstance(key.parsePublicKey());
            require(numbers.size() == 2, Refusal.MALFORMED, "the RSA key is not a modulus and an exponent");
            modulus = ASN1Integer.getInstance(numbers.getObjectAt(0)).getValue();
            exponent = ASN1Integer.getInstance(numbers.getObjectAt(1)).getValue();
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new RefusedRequestException(Refusal.MALFORMED, "the RSA key is not a modulus and an exponent");
        }
        require(modulus.signum() > 0, Refusal.WEAK_KEY, "the RSA modulus is not positive; make a new key");
        int bits = modulus.bitLength();
        require(bits >= RSA_LEAST, Refusal.WEAK_KEY, "the RSA key has " + bits + " bits only; " + RIGHT);
        require(bits <= RSA_MOST, Refusal.UNSUPPORTED_KEY, "the RSA key has " + bits + " bits; " + RIGHT);
        require(
                exponent.testBit(0)
                        && exponent.compareTo(EXPONENT_LEAST) >= 0
                        && exponent.bitLength() <= EXPONENT_MOST_BITS,
                Refusal.WEAK_KEY,
                "the RSA exponent must be odd, above 65536 and of at most 64 bits; use 65537");
        require(modulus.testBit(0), Refusal.WEAK_KEY, "the RSA modulus is even; make a new key");
        require(
                !Roca.isVulnerable(modulus),
                Refusal.WEAK_KEY,
                "the RSA key was made by a chip whose keys can be factored (CVE-2017-15361); make a new one elsewhere");
    }

    /** What the library finds: a point that is not on its curve, an RSA modulus with small factors or a prime one. */
    private static void checkNumbers(SubjectPublicKeyInfo key) throws RefusedRequestException {
        try {
            PublicKeyFactory.createKey(key);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new RefusedRequestException(
                    Refusal.WEAK_KEY,
                    "the key is no valid key of its algorithm (" + e.getMessage() + "); make a new one");
        }
    }

    private static void require(boolean condition, Refusal refusal, String explanation) throws RefusedRequestException {
        if (!condition) {
            throw new RefusedRequestException(refusal, explanation);
        }
    }
}
