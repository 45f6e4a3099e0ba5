package io.culvert.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes PEM files for other programs. */
final class Pem {

    private Pem() {}

    static String of(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    /** Certificates in this order. */
    static String certificates(Path folder, String name, List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                pem.append(of("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return write(folder, name, pem.toString());
    }

    static String crls(Path folder, String name, List<X509CRL> lists) {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509CRL list : lists) {
                pem.append(of("X509 CRL", list.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return write(folder, name, pem.toString());
    }

    static String key(Path folder, String name, PrivateKey key) {
        return write(folder, name, of("PRIVATE KEY", key.getEncoded()));
    }

    /** Writes a file and returns its path. */
    static String write(Path folder, String name, String content) {
        return write(folder, name, content.getBytes(StandardCharsets.US_ASCII));
    }

    static String write(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
