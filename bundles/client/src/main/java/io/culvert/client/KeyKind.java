package io.culvert.client;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.HexFormat;
import java.util.Locale;

/** The kinds of key that a gateway certifies. */
public enum KeyKind {
    /** ECDSA over P-256, with SHA-256 (RFC 5758 section 3.2). */
    EC_P256("EC", "SHA256withECDSA", "300a06082a8648ce3d040302"),
    /** ECDSA over P-384, with SHA-384. */
    EC_P384("EC", "SHA384withECDSA", "300a06082a8648ce3d040303"),
    /** Ed25519 (RFC 8410). */
    ED25519("EdDSA", "Ed25519", "300506032b6570"),
    /** RSA of 3072 bits, PKCS#1 with SHA-256 (RFC 8017). */
    RSA_3072("RSA", "SHA256withRSA", "300d06092a864886f70d01010b0500");

    private final String generator;
    private final String signature;
    private final String identifier;

    KeyKind(String generator, String signature, String identifier) {
        this.generator = generator;
        this.signature = signature;
        this.identifier = identifier;
    }

    private AlgorithmParameterSpec parameters() {
        return switch (this) {
            case EC_P256 -> new ECGenParameterSpec("secp256r1");
            case EC_P384 -> new ECGenParameterSpec("secp384r1");
            case ED25519 -> NamedParameterSpec.ED25519;
            case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
        };
    }

    /** As the command line has it: {@code ec-p256}, {@code ec-p384}, {@code ed25519}, {@code rsa-3072}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of a key; for one of RSA this is the kind of its successor, whatever its length. */
    static KeyKind of(PublicKey key) throws InvalidKeyException {
        if (key instanceof ECPublicKey ec) {
            return ec.getParams().getCurve().getField().getFieldSize() > 256 ? EC_P384 : EC_P256;
        }
        return switch (key.getAlgorithm()) {
            case "EdDSA", "Ed25519" -> ED25519;
            case "RSA" -> RSA_3072;
            default -> throw new InvalidKeyException("no key of kind " + key.getAlgorithm() + " can be certified");
        };
    }

    KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance(generator);
        keys.initialize(parameters());
        return keys.generateKeyPair();
    }

    byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(signature);
        signer.initSign(key);
        signer.update(content);
        return signer.sign();
    }

    /** Whether the two halves belong together. */
    boolean fits(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        byte[] content = {1, 2, 3};
        Signature verifier = Signature.getInstance(signature);
        verifier.initVerify(publicKey);
        verifier.update(content);
        return verifier.verify(sign(key, content));
    }

    /** DER of the AlgorithmIdentifier (RFC 5280 section 4.1.1.2) of its signatures. */
    byte[] algorithmIdentifier() {
        return HexFormat.of().parseHex(identifier);
    }
}
