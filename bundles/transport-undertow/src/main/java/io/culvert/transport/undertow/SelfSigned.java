package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Makes a self-signed certificate for a gateway that has none, so that the first start is encrypted. The JDK's own tool
 * does it, because the JDK has no public API that signs certificates.
 */
final class SelfSigned {

    private static final String VALID_DAYS = "3650";

    private SelfSigned() {}

    /**
     * Makes key and certificate.
     *
     * @param identity where they go; the key is readable by its owner only
     * @param host the configured address, which the certificate names beside localhost
     */
    static void create(ServerIdentity identity, String host) throws BadConfigurationException {
        Path certificate = identity.certificate();
        try {
            Files.createDirectories(certificate.toAbsolutePath().getParent());
            Path folder = Files.createTempDirectory(certificate.toAbsolutePath().getParent(), "new");
            try {
                String password = new BigInteger(256, new SecureRandom()).toString(36);
                Path store = folder.resolve("new.p12");
                keytool(store, password, host);
                export(store, password, identity, folder);
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw BadConfigurationException.of(
                    "certificate", certificate, "does not exist, and making one failed: " + e.getMessage());
        }
    }

    private static void keytool(Path store, String password, String host) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", "gateway", "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-sigalg", "SHA256withECDSA", "-validity", VALID_DAYS, "-dname", "CN=localhost"));
        command.addAll(List.of("-ext", "san=" + names(host)));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass:env", "CULVERT_STOREPASS"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CULVERT_STOREPASS", password);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String names(String host) {
        String names = "dns:localhost,ip:127.0.0.1,ip:::1";
        boolean local = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("::1");
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        if (local || everywhere) {
            return names;
        }
        boolean address = host.matches("[0-9.]+") || host.contains(":");
        return names + (address ? ",ip:" : ",dns:") + host;
    }

    private static void export(Path store, String password, ServerIdentity identity, Path folder)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        byte[] key = keys.getKey("gateway", password.toCharArray()).getEncoded();
        byte[] certificate = keys.getCertificate("gateway").getEncoded();
        place(folder, identity.key(), "PRIVATE KEY", key, "rw-------");
        place(folder, identity.certificate(), "CERTIFICATE", certificate, "rw-r--r--");
    }

    private static void place(Path folder, Path target, String type, byte[] der, String permissions)
            throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Path file = Files.createFile(
                folder.resolve(type),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
