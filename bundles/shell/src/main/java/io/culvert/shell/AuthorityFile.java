package io.culvert.shell;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.PemFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * An authority that was made elsewhere, or what such a one has signed, as files have it.
 *
 * @param chain at least one certificate
 * @param key of the first of them; {@code null} when there is none
 */
record AuthorityFile(List<X509Certificate> chain, @Nullable PrivateKey key) {

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
    private static final int DER_INTEGER = 0x02;
    private static final int DER_SEQUENCE = 0x30;
    private static final int LONGEST = 1 << 20;

    /** Where the password of a PKCS#12 file comes from, if one is needed. */
    interface Password {
        char[] get() throws CommandException;
    }

    /**
     * Reads certificates (PEM, DER, PKCS#7) with or without a key (PEM, in the same file or another), or PKCS#12.
     *
     * @param keyFile {@code null} when none is given
     */
    static AuthorityFile read(String file, @Nullable String keyFile, Password password) throws CommandException {
        Path path = ConfigurationReader.path(file);
        byte[] content = content(path);
        if (isPkcs12(content)) {
            if (keyFile != null) {
                throw problem(path, "is PKCS#12 and has its key inside; leave --key out");
            }
            return fromKeystore(path, content, password);
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<X509Certificate> chain = certificates(path, content, text);
        if (keyFile == null && !PRIVATE_KEY.matcher(text).find()) {
            return new AuthorityFile(chain, null);
        }
        Path key = keyFile == null ? path : ConfigurationReader.path(keyFile);
        try {
            return new AuthorityFile(
                    chain, PemFiles.readKey("--key", key, chain.get(0).getPublicKey()));
        } catch (BadConfigurationException e) {
            throw new CommandException(Human.printable(String.valueOf(e.getMessage())), e);
        }
    }

    private static byte[] content(Path path) throws CommandException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw problem(path, "is too large to be an authority");
            }
            return content;
        } catch (IOException e) {
            throw problem(
                    path,
                    Files.exists(path)
                            ? "the gateway cannot read it"
                            : "there is no such file on the gateway's machine");
        }
    }

    /** It begins with a sequence and in it the version (RFC 7292 section 4); certificates and PKCS#7 do not. */
    private static boolean isPkcs12(byte[] content) {
        if (content.length < 8 || content[0] != DER_SEQUENCE) {
            return false;
        }
        int lengthBytes = content[1] < 0 ? content[1] & 0x7F : 0; // 0 in BER of indefinite length, too
        return lengthBytes <= 4 && content[2 + lengthBytes] == DER_INTEGER;
    }

    private static List<X509Certificate> certificates(Path path, byte[] content, String text) throws CommandException {
        String blocks =
                CERTIFICATE.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        byte[] found = blocks.isEmpty() ? content : blocks.getBytes(StandardCharsets.ISO_8859_1);
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(found))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw problem(path, "holds no certificate");
            }
            return chain;
        } catch (CertificateException e) {
            throw problem(path, "holds no certificates in PEM, DER or PKCS#7, and is no PKCS#12 file");
        }
    }

    private static AuthorityFile fromKeystore(Path path, byte[] content, Password password) throws CommandException {
        char[] secret = password.get();
        try {
            KeyStore keystore = KeyStore.getInstance("PKCS12");
            keystore.load(new ByteArrayInputStream(content), secret);
            return fromKeystore(path, keystore, secret);
        } catch (IOException | GeneralSecurityException e) {
            throw problem(
                    path,
                    e instanceof UnrecoverableKeyException || e.getCause() instanceof UnrecoverableKeyException
                            ? "the password does not open it"
                            : "is damaged, or no PKCS#12 that Java can read");
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static AuthorityFile fromKeystore(Path path, KeyStore keystore, char[] secret)
            throws CommandException, GeneralSecurityException {
        String found = null;
        for (String alias : Collections.list(keystore.aliases())) {
            if (keystore.isKeyEntry(alias)) {
                if (found != null) {
                    throw problem(path, "holds several keys; make a file with the authority's alone");
                }
                found = alias;
            }
        }
        if (found == null || !(keystore.getKey(found, secret) instanceof PrivateKey key)) {
            throw problem(path, "holds no private key");
        }
        Certificate[] chain = keystore.getCertificateChain(found);
        if (chain == null || chain.length == 0) {
            throw problem(path, "holds no certificate for its key");
        }
        return new AuthorityFile(
                Arrays.stream(chain).map(X509Certificate.class::cast).toList(), key);
    }

    private static CommandException problem(Path path, String problem) {
        return new CommandException(Human.printable(path.toString()) + ": " + problem);
    }

    @Override
    public String toString() {
        return "AuthorityFile[" + chain.get(0).getSubjectX500Principal() + (key == null ? "" : ", with its key") + "]";
    }
}
