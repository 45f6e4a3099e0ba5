package io.culvert.authenticator.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate, made by the JDK's keytool.
 *
 * @param pem the certificate alone
 * @param key its private key, PEM
 * @param store both, PKCS#12 with the password changeit
 */
record TestCertificate(Path pem, Path key, Path store) {

    /** Of a service on this machine. */
    static final TestCertificate SERVICE = of("service", "DNS:localhost,IP:127.0.0.1");

    /** Of a service with another name. */
    static final TestCertificate ELSEWHERE = of("elsewhere", "DNS:elsewhere.example");

    /** Of a client. */
    static final TestCertificate CLIENT = of("client", "DNS:gateway.example");

    private static final String PASSWORD = "changeit";

    private static TestCertificate of(String name, String subjectAlternativeName) {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "certificate-");
            Path store = folder.resolve(name + ".p12");
            keytool("-genkeypair -alias a -keyalg EC -groupname secp256r1 -validity 2 -ext SAN="
                    + subjectAlternativeName + " -dname CN=" + name + " -storepass changeit -keystore " + store);
            KeyStore keys = read(store);
            return new TestCertificate(
                    pem(
                            folder.resolve(name + ".pem"),
                            "CERTIFICATE",
                            keys.getCertificate("a").getEncoded()),
                    pem(folder.resolve(name + ".key"), "PRIVATE KEY", key(keys).getEncoded()),
                    store);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Path pem(Path file, String type, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }

    private static Key key(KeyStore keys) throws GeneralSecurityException {
        Key key = keys.getKey("a", PASSWORD.toCharArray());
        if (key == null) {
            throw new AssertionError("no key");
        }
        return key;
    }

    private static KeyStore read(Path store) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        }
    }

    /** What a server with this certificate needs. */
    SSLContext server(@Nullable TestCertificate trustedClient) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(read(store), PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            if (trustedClient != null) {
                trusted.setCertificateEntry("client", read(trustedClient.store).getCertificate("a"));
            }
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trustedClient == null ? null : trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(String arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
