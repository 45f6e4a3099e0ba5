package io.culvert.api.config;

import io.culvert.api.tls.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what an operator keeps in PEM files (RFC 7468): certificates, and private keys. */
public final class PemFiles {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----\\s+([A-Za-z0-9+/=\\s]+?)-----END \\1-----");
    private static final int DER_INTEGER = 0x02;
    private static final int DER_OCTET_STRING = 0x04;
    private static final int DER_SEQUENCE = 0x30;

    private PemFiles() {}

    /**
     * A certificate with what leads to its authority, and its key, from two files.
     *
     * @throws BadConfigurationException when one of them cannot be used, or they do not belong together; the keys are
     *     called {@code certificate} and {@code certificate.key}
     */
    public static TlsIdentity readIdentity(Path certificate, Path key) throws BadConfigurationException {
        List<X509Certificate> chain = readChain("certificate", certificate);
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey privateKey = readKey("certificate.key", key, publicKey);
        try {
            if (!belongTogether(privateKey, publicKey)) {
                throw BadConfigurationException.of(
                        "certificate.key", key, "is not the key of the certificate " + certificate);
            }
        } catch (GeneralSecurityException e) {
            throw BadConfigurationException.of("certificate", certificate, String.valueOf(e.getMessage()));
        }
        return new TlsIdentity(privateKey, chain);
    }

    /** Whether the one verifies what the other signs. */
    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (publicKey.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> publicKey.getAlgorithm();
                });
        byte[] content = {1}; // the JDK's Ed25519 does not verify what is empty
        signature.initSign(privateKey);
        signature.update(content);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(content);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false; // a key of another length, or on another curve
        }
    }

    /** The certificates of a file in their order; there is at least one. */
    public static List<X509Certificate> readChain(String key, Path file) throws BadConfigurationException {
        byte[] content = read(key, file);
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw BadConfigurationException.of(key, file, "holds no certificate");
            }
            return chain;
        } catch (CertificateException e) {
            throw BadConfigurationException.of(key, file, "is not a PEM file of certificates: " + e.getMessage());
        }
    }

    /** The private key of a file: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted. */
    public static PrivateKey readKey(String key, Path file, PublicKey publicKey) throws BadConfigurationException {
        return parseKey(key, file, new String(read(key, file), StandardCharsets.ISO_8859_1), publicKey);
    }

    /** The same of a text that is in no file; it does not show in messages. */
    public static PrivateKey parseKey(String key, String text, PublicKey publicKey) throws BadConfigurationException {
        return parseKey(key, "(PEM)", text, publicKey);
    }

    private static PrivateKey parseKey(String key, Object file, String text, PublicKey publicKey)
            throws BadConfigurationException {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw BadConfigurationException.of(key, file, "holds no private key in PEM");
        }
        String type = block.group(1);
        if (type.startsWith("ENCRYPTED")) {
            throw BadConfigurationException.of(
                    key, file, "is encrypted; decrypt it (openssl pkey) or use a PKCS#12 keystore");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            byte[] pkcs8 = type.equals("PRIVATE KEY") ? der : wrap(der, publicKey);
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw BadConfigurationException.of(
                    key, file, "is not a " + publicKey.getAlgorithm() + " key, as the certificate needs it");
        }
    }

    /** PKCS#8 is the algorithm, which the certificate knows, and the older format (RFC 5958, RFC 5480, RFC 8017). */
    private static byte[] wrap(byte[] key, PublicKey publicKey) {
        ByteBuffer info = ByteBuffer.wrap(publicKey.getEncoded());
        skipHead(info); // SubjectPublicKeyInfo: the algorithm comes first
        int start = info.position();
        int end = skipHead(info);
        byte[] algorithm = Arrays.copyOfRange(info.array(), start, end);
        return der(DER_SEQUENCE, der(DER_INTEGER, new byte[] {0}), algorithm, der(DER_OCTET_STRING, key));
    }

    /** Skips tag and length, and returns where the value ends. */
    private static int skipHead(ByteBuffer der) {
        der.get();
        int length = der.get() & 0xFF;
        if (length > 127) {
            int bytes = length & 0x7F;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (der.get() & 0xFF);
            }
        }
        return der.position() + length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length + 4);
        out.put((byte) tag);
        if (length < 128) {
            out.put((byte) length);
        } else if (length < 256) {
            out.put((byte) 0x81).put((byte) length);
        } else {
            out.put((byte) 0x82).putShort((short) length);
        }
        for (byte[] part : parts) {
            out.put(part);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] read(String key, Path file) throws BadConfigurationException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw BadConfigurationException.of(
                    key, file, Files.exists(file) ? "cannot be read by this user" : "there is no such file");
        }
    }
}
