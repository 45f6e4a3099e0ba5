package io.culvert.ca.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A device that enrols with curl and openssl. Keys, certificates and lists are in PEM.
 *
 * @param folder for its files
 * @param url of the server, such as {@code https://host:port}
 * @param authority PEM file with the certificate of the server's TLS authority
 */
public record EstByCurl(Path folder, String url, Path authority) {

    /** Makes {@code NAME.key}, and in {@code NAME.req} a request for a certificate. */
    public void makeRequest(String name) throws IOException, InterruptedException {
        script(name, """
                openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj / -keyout NAME.key -outform DER |
                    openssl base64 -out NAME.req
                """);
    }

    /** The authority's certificates. */
    public List<X509Certificate> authorities() throws IOException, InterruptedException, CertificateException {
        script("authorities", """
                curl -fsS --cacert AUTHORITY URL/.well-known/est/cacerts |
                    openssl base64 -d -A | openssl pkcs7 -inform DER -print_certs -out NAME.pem
                """);
        return certificates(folder.resolve("authorities.pem"));
    }

    /** Enrols with a token; the certificate is in {@code NAME.pem}. */
    public X509Certificate enroll(String name, String user, String token)
            throws IOException, InterruptedException, CertificateException {
        return issued(name, "-u '" + user + ":" + token + "'", "simpleenroll");
    }

    /** Enrols with a token that it bears. */
    public X509Certificate enrollAsBearer(String name, String token)
            throws IOException, InterruptedException, CertificateException {
        return issued(name, "-H 'Authorization: Bearer " + token + "'", "simpleenroll");
    }

    /** Gets the successor of the certificate of another name. */
    public X509Certificate renew(String name, String old)
            throws IOException, InterruptedException, CertificateException {
        return issued(name, "--cert " + old + ".pem --key " + old + ".key", "simplereenroll");
    }

    /** What the server says of a revocation list, and of a certificate by OCSP. */
    public String ocsp(String plainUrl, String name) throws IOException, InterruptedException {
        Command command = Command.run(
                folder,
                "openssl",
                "ocsp",
                "-issuer",
                authority.toString(),
                "-cert",
                name + ".pem",
                "-CAfile",
                authority.toString(),
                "-url",
                plainUrl + "/d2d/ocsp");
        return new String(command.succeeded().output(), StandardCharsets.UTF_8) + command.errors();
    }

    /** Verifies a certificate with the lists that the server publishes. */
    public Command verify(String name) throws IOException, InterruptedException {
        script(name, """
                curl -fsS --cacert AUTHORITY URL/d2d/ca.pem -o roots.pem
                curl -fsS --cacert AUTHORITY URL/d2d/crl.pem -o lists.pem
                """);
        return Command.run(
                folder,
                "openssl",
                "verify",
                "-x509_strict",
                "-crl_check",
                "-CAfile",
                "roots.pem",
                "-CRLfile",
                "lists.pem",
                name + ".pem");
    }

    private X509Certificate issued(String name, String who, String operation)
            throws IOException, InterruptedException, CertificateException {
        script(name, """
                curl -fsS --cacert AUTHORITY WHO -H 'Content-Type: application/pkcs10' --data-binary @NAME.req \\
                    URL/.well-known/est/OPERATION -o NAME.p7
                openssl base64 -d -A -in NAME.p7 | openssl pkcs7 -inform DER -print_certs -out NAME.pem
                """.replace("WHO", who).replace("OPERATION", operation));
        List<X509Certificate> found = certificates(folder.resolve(name + ".pem"));
        if (found.size() != 1) {
            throw new IOException("not one certificate, but " + found.size());
        }
        return found.get(0);
    }

    private void script(String name, String lines) throws IOException, InterruptedException {
        Command.script(
                folder,
                lines.replace("AUTHORITY", authority.toString())
                        .replace("URL", url)
                        .replace("NAME", name));
    }

    private static List<X509Certificate> certificates(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }
}
