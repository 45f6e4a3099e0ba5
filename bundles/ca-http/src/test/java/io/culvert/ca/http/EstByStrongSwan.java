package io.culvert.ca.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A device that enrols with strongSwan's command {@code pki}. Keys and certificates are in DER.
 *
 * @param folder for its files
 * @param url of the server, such as {@code https://host:port}
 * @param authority file with the certificate of the server's TLS authority
 */
public record EstByStrongSwan(Path folder, String url, Path authority) {

    /** Whether the command is here. */
    public static boolean isInstalled() {
        return Command.exists("pki");
    }

    /**
     * Whether it knows elliptic curves: Debian has them in libstrongswan-standard-plugins. Without them it can use
     * neither EC keys nor servers and authorities that have some.
     */
    public static boolean knowsCurves(Path folder) throws IOException, InterruptedException {
        return isInstalled()
                && Command.run(folder, "pki", "--gen", "--type", "ecdsa", "--size", "256")
                                .exit()
                        == 0;
    }

    /**
     * Makes a key and a request for a certificate.
     *
     * @param type rsa or ecdsa
     * @param commonName the subject
     */
    public void makeRequest(String name, String type, String commonName) throws IOException, InterruptedException {
        String size = type.equals("rsa") ? "2048" : "256";
        byte[] key = Command.run(folder, "pki", "--gen", "--type", type, "--size", size)
                .succeeded()
                .output();
        Files.write(key(name), key);
        byte[] request = Command.run(
                        folder,
                        "pki",
                        "--req",
                        "--type",
                        type,
                        "--in",
                        key(name).toString(),
                        "--dn",
                        "CN=" + commonName)
                .succeeded()
                .output();
        Files.write(request(name), request);
    }

    /** The authority's certificates, of which it has checked that the TLS authority leads to them. */
    public List<X509Certificate> authorities() throws IOException, InterruptedException, CertificateException {
        Path out = Files.createTempDirectory(folder, "authorities");
        Command.run(
                        folder,
                        "pki",
                        "--estca",
                        "--url",
                        url,
                        "--cacert",
                        authority.toString(),
                        "--caout",
                        out.resolve("ca.der").toString(),
                        "--force")
                .succeeded();
        List<X509Certificate> found = new ArrayList<>();
        try (var files = Files.list(out)) {
            for (Path file : files.sorted().toList()) {
                found.add(certificate(Files.readAllBytes(file)));
            }
        }
        return found;
    }

    /** Enrols, without looking at what comes of it. */
    public Command tryToEnroll(String name, String user, String token) throws IOException, InterruptedException {
        return est(name, "--userpass", user + ":" + token);
    }

    /** Enrols with a token; pki checks the certificate. */
    public X509Certificate enroll(String name, String user, String token)
            throws IOException, InterruptedException, CertificateException {
        return keep(name, tryToEnroll(name, user, token));
    }

    /** Renews, without looking at what comes of it. */
    public Command tryToRenew(String name, String old) throws IOException, InterruptedException {
        return est(name, "--cert", issued(old).toString(), "--key", key(old).toString());
    }

    /** Gets the successor of another certificate. */
    public X509Certificate renew(String name, String old)
            throws IOException, InterruptedException, CertificateException {
        return keep(name, tryToRenew(name, old));
    }

    private Command est(String name, String... who) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("pki", "--est", "--url", url, "--cacert", authority.toString()));
        words.addAll(List.of("--in", request(name).toString()));
        words.addAll(List.of(who));
        return Command.run(folder, words.toArray(String[]::new));
    }

    private X509Certificate keep(String name, Command command) throws IOException, CertificateException {
        byte[] der = command.succeeded().output();
        Files.write(issued(name), der);
        return certificate(der);
    }

    private Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private Path request(String name) {
        return folder.resolve(name + ".req");
    }

    private Path issued(String name) {
        return folder.resolve(name + ".crt");
    }

    private static X509Certificate certificate(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
