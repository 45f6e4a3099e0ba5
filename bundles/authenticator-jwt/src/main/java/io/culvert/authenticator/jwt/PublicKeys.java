package io.culvert.authenticator.jwt;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys that are no JWK. */
final class PublicKeys {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

    /** The structure SubjectPublicKeyInfo up to the key itself, RFC 8410 section 4. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final byte[] ED448 = HexFormat.of().parseHex("3043300506032b6571033a00");

    private static final List<String> TYPES = List.of("RSA", "EC", "EdDSA");

    private PublicKeys() {}

    /** Whether a file is PEM (RFC 7468), which may begin with any other text, rather than JSON. */
    static boolean isPem(byte[] file) {
        String text = text(file);
        return text.contains("-----BEGIN ") && !text.stripLeading().startsWith("{");
    }

    /**
     * The keys of a PEM file: of each {@code PUBLIC KEY} and each {@code CERTIFICATE}, whose dates do not count.
     *
     * @throws InvalidKeyException when one is not usable; the message goes on from the file's name
     */
    static KeySet fromPem(byte[] file) throws InvalidKeyException {
        List<VerificationKey> keys = new ArrayList<>();
        Matcher block = PEM.matcher(text(file));
        while (block.find()) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(block.group(2));
                keys.add(VerificationKey.of(null, fromDer(block.group(1), der)));
            } catch (InvalidKeyException | IllegalArgumentException e) {
                throw new InvalidKeyException("block " + (keys.size() + 1) + " " + e.getMessage(), e);
            }
        }
        if (keys.isEmpty()) {
            throw new InvalidKeyException("is PEM without a whole public key or certificate");
        }
        return new KeySet(keys);
    }

    private static PublicKey fromDer(String label, byte[] der) throws InvalidKeyException {
        return switch (label) {
            case "PUBLIC KEY" -> publicKey(der);
            case "CERTIFICATE" -> ofCertificate(der);
            default ->
                throw new InvalidKeyException("is a " + label + "; only a PUBLIC KEY or CERTIFICATE is of use here");
        };
    }

    private static PublicKey publicKey(byte[] subjectPublicKeyInfo) throws InvalidKeyException {
        for (String type : TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
            } catch (GeneralSecurityException e) {
                // Not of this type.
            }
        }
        throw new InvalidKeyException("is none of " + String.join(", ", TYPES));
    }

    private static PublicKey ofCertificate(byte[] der) throws InvalidKeyException {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("is not a certificate that can be read", e);
        }
    }

    /** An Edwards key from its bytes, RFC 8037 section 2. */
    static PublicKey edwards(String curve, byte[] key) throws InvalidKeyException {
        byte[] head = curve.equals("Ed448") ? ED448 : ED25519;
        int length = (head[1] & 0xFF) + 2 - head.length;
        if (!List.of("Ed25519", "Ed448").contains(curve) || key.length != length) {
            throw new InvalidKeyException("is not Ed25519 or Ed448");
        }
        byte[] whole = Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, whole, head.length, key.length);
        return publicKey(whole);
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }
}
