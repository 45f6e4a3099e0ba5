package io.culvert.admin;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.PemFiles;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the PEM (RFC 7468) that operators send. */
final class Pem {

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
    private static final Pattern REQUEST =
            Pattern.compile("-----BEGIN ((?:NEW )?CERTIFICATE REQUEST)-----\\s([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    /** A certificate signing request in PEM, or DER in base64. */
    static byte[] request(String member, String text) throws Problem {
        Matcher block = REQUEST.matcher(text);
        String base64 = block.find() ? block.group(2) : text;
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            if (der.length > 0 && der[0] == 0x30 && !base64.contains("-")) {
                return der;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw Problem.badRequest("The member " + member + " holds no certificate signing request, in PEM or as DER in"
                + " base64; openssl req -new -key KEY -subj / makes one.");
    }

    /** All certificates of a text, in their order; at least one. */
    static List<X509Certificate> chain(String member, String text) throws Problem {
        String blocks =
                CERTIFICATE.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(blocks.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // said below
        }
        throw Problem.badRequest("The member " + member + " holds no certificate in PEM.");
    }

    /** The private key of a text, which must be that of a certificate. */
    static PrivateKey key(String member, String text, PublicKey publicKey) throws Problem {
        if (!PRIVATE_KEY.matcher(text).find()) {
            throw Problem.badRequest("The member " + member + " holds no private key in PEM. To let another authority"
                    + " vouch for this one, use /authority/cross-certification.");
        }
        try {
            return PemFiles.parseKey(member, text, publicKey);
        } catch (BadConfigurationException e) {
            throw Problem.badRequest("The member " + member + " holds no usable private key: it must be a "
                    + publicKey.getAlgorithm() + " key, as the certificate needs it, and not encrypted.");
        }
    }
}
