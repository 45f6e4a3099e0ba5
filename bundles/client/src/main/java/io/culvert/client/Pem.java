package io.culvert.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text encodings of certificates and keys (RFC 7468). */
final class Pem {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Pem() {}

    static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    static String of(List<X509Certificate> certificates) throws CertificateException {
        StringBuilder blocks = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            blocks.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return blocks.toString();
    }

    /** The certificates of a text, in its order; none when it is blank. */
    static List<X509Certificate> certificates(String blocks) throws CertificateException {
        if (blocks.isBlank()) {
            return List.of();
        }
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(blocks.getBytes(StandardCharsets.ISO_8859_1)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /**
     * The certificates of a file, in its order.
     *
     * @throws CertificateException also when there is none
     */
    static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
        List<X509Certificate> certificates = certificates(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate in " + file);
        }
        return certificates;
    }

    /** @param algorithm of the key */
    static PrivateKey privateKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher key = PKCS8.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!key.find()) {
            throw new InvalidKeyException("no private key in PKCS#8 in " + file + "; openssl pkey -in " + file
                    + " -out NEW makes one of any other");
        }
        byte[] der = Base64.getMimeDecoder().decode(key.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
