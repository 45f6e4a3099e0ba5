package io.culvert.authenticator.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate, made by the JDK's keytool.
 *
 * @param pem the certificate alone
 * @param server what the server needs
 * @param pair its keys
 */
record TestCertificate(Path pem, SSLContext server, KeyPair pair) {

    /** Its key as that of an issuer. */
    IssuerKey key(String alg) {
        return new IssuerKey(alg, "certificate", pair);
    }

    static TestCertificate of(Path folder, String subjectAlternativeName) {
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
                "CN=test issuer",
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
            keys.load(in, "changeit".toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(keys, "changeit".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            PrivateKey key = (PrivateKey) keys.getKey("a", "changeit".toCharArray());
            return new TestCertificate(
                    pem, context, new KeyPair(keys.getCertificate("a").getPublicKey(), key));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(List<String> arguments) {
        try {
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(arguments);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
