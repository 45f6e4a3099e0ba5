package io.culvert.tls.boringssl;

import io.culvert.api.tls.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed server, and the JDK as a client that trusts it. */
record TestIdentity(TlsIdentity identity, SSLContext client) {

    private static final char[] PASSWORD = "a password".toCharArray();

    /**
     * Makes one.
     *
     * @param keyOptions of keytool: algorithm and size
     */
    static TestIdentity make(Path folder, String... keyOptions) throws IOException, GeneralSecurityException {
        Path file = Files.createTempFile(folder, "identity", ".p12");
        Files.delete(file);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of(keyOptions));
        command.addAll(List.of("-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1"));
        command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        } catch (IOException e) {
            throw new IOException(output, e);
        }
        X509Certificate certificate = (X509Certificate) store.getCertificate("mykey");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store(certificate));
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        PrivateKey key = (PrivateKey) store.getKey("mykey", PASSWORD);
        return new TestIdentity(new TlsIdentity(key, List.of(certificate)), client);
    }

    static TestIdentity ec(Path folder) throws IOException, GeneralSecurityException {
        return make(folder, "-keyalg", "EC", "-groupname", "secp256r1");
    }

    private static KeyStore store(X509Certificate certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        return store;
    }
}
