package io.culvert.ca;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The files from which others learn whom to believe: {@code ca.pem}, {@code ca.jks} and {@code crl.pem}. They can be made
 * again at any time, and are touched only when they are not what they should be. For one thread at a time.
 */
final class TrustFiles {

    /** A truststore holds nothing secret; this is what the JDK's own has. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final DurableFiles files;
    private final Path folder;

    TrustFiles(DurableFiles files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** Writes {@code ca.pem}, the roots, newest first, and {@code ca.jks}, the same as {@code g1}, {@code g2}... */
    void writeRoots(List<Generation> believed) throws IOException, GeneralSecurityException {
        Map<String, X509Certificate> roots = new LinkedHashMap<>();
        believed.stream()
                .sorted(Comparator.comparingInt(Generation::number).reversed())
                .forEach(generation -> roots.put("g" + generation.number(), generation.root()));
        StringBuilder pem = new StringBuilder();
        for (X509Certificate root : new LinkedHashSet<>(roots.values())) {
            pem.append(comment(root)).append(PemText.of("CERTIFICATE", root.getEncoded()));
        }
        replace("ca.pem", pem);
        Path truststore = folder.resolve("ca.jks");
        if (!holds(truststore, roots)) {
            files.replace(truststore, truststore(roots), false);
        }
    }

    /** Writes {@code crl.pem}. */
    void writeRevoked(List<X509CRL> lists) throws IOException, GeneralSecurityException {
        StringBuilder pem = new StringBuilder();
        for (X509CRL list : lists) {
            pem.append(PemText.of("X509 CRL", list.getEncoded()));
        }
        replace("crl.pem", pem);
    }

    private void replace(String name, CharSequence text) throws IOException {
        Path file = folder.resolve(name);
        byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            files.replace(file, content, false);
        }
    }

    /** What comes between PEM blocks is for people (RFC 7468 section 2), but GnuTLS sees a block in any five hyphens. */
    private static String comment(X509Certificate root) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(root.getEncoded());
        String name = root.getSubjectX500Principal()
                .getName()
                .replaceAll("[^ -~]", "?")
                .replaceAll("--+", "-");
        return "# " + name + ", SHA-256 " + HexFormat.of().formatHex(digest) + ", valid from "
                + root.getNotBefore().toInstant() + " to " + root.getNotAfter().toInstant() + "\n";
    }

    private static byte[] truststore(Map<String, X509Certificate> roots) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        for (Map.Entry<String, X509Certificate> root : roots.entrySet()) {
            store.setCertificateEntry(root.getKey(), root.getValue());
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, PASSWORD);
        return content.toByteArray();
    }

    /** Not by its bytes: each writing has other times. */
    private static boolean holds(Path truststore, Map<String, X509Certificate> roots)
            throws IOException, GeneralSecurityException {
        if (!Files.exists(truststore)) {
            return false;
        }
        KeyStore store = KeyStore.getInstance("JKS");
        try {
            store.load(new ByteArrayInputStream(Files.readAllBytes(truststore)), PASSWORD);
        } catch (IOException | GeneralSecurityException e) {
            return false; // it is made again, whatever it is
        }
        Map<String, Certificate> held = new LinkedHashMap<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return false;
            }
            held.put(alias, store.getCertificate(alias));
        }
        return held.equals(roots);
    }
}
