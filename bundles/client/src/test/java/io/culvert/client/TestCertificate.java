package io.culvert.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate, made by the JDK's keytool.
 *
 * @param pem the certificate alone
 * @param server what a gateway needs
 * @param mutual whether peers need a certificate, too
 */
record TestCertificate(Path pem, SSLContext server, boolean mutual) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    static TestCertificate of(Path folder, String subjectAlternativeName) {
        return of(folder, subjectAlternativeName, null);
    }

    /** With this authority for peers; {@code null} when they need no certificate. */
    static TestCertificate of(Path folder, String subjectAlternativeName, @Nullable X509Certificate authority) {
        Path store = folder.resolve("store-" + System.nanoTime() + ".p12");
        Path pem = folder.resolve("certificate-" + System.nanoTime() + ".pem");
        keytool(List.of(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=test gateway",
                "-ext",
                "SAN=" + subjectAlternativeName,
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit"));
        keytool(List.of(
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-file",
                pem.toString()));
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), authority == null ? null : trust(authority), null);
            return new TestCertificate(pem, context, authority != null);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static TrustManager[] trust(X509Certificate authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static void keytool(List<String> arguments) {
        try {
            List<String> command = new java.util.ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(arguments);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
