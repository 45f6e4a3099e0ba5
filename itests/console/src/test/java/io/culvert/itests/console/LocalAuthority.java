package io.culvert.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Somebody else's authority, for a balancer on this machine.
 *
 * @param certificate of the authority
 * @param server certificate of localhost
 * @param key of that
 */
record LocalAuthority(Path certificate, Path server, Path key) {

    private static final String CURVE = "ec_paramgen_curve:P-256";

    static LocalAuthority create(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path certificate = folder.resolve("authority.crt");
        Path authorityKey = folder.resolve("authority.key");
        Path key = folder.resolve("localhost.key");
        Path server = folder.resolve("localhost.crt");
        Path request = folder.resolve("localhost.csr");
        Path extensions = folder.resolve("extensions");
        Files.writeString(extensions, "subjectAltName = DNS:localhost\nextendedKeyUsage = serverAuth\n");
        Program.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                CURVE,
                "-noenc",
                "-subj",
                "/CN=itests",
                "-days",
                "3650",
                "-addext",
                "keyUsage = critical, keyCertSign, cRLSign",
                "-keyout",
                authorityKey.toString(),
                "-out",
                certificate.toString());
        Program.run(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                CURVE,
                "-noenc",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key.toString(),
                "-out",
                request.toString());
        Program.run(
                "openssl",
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                certificate.toString(),
                "-CAkey",
                authorityKey.toString(),
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                extensions.toString(),
                "-out",
                server.toString());
        return new LocalAuthority(certificate, server, key);
    }

    /**
     * Makes an authority below this one.
     *
     * @param request for it
     * @return its certificate, and ours
     */
    Path authorise(Path request) throws IOException, InterruptedException {
        Path chain = request.resolveSibling(request.getFileName() + ".chain.pem");
        Path extensions = request.resolveSibling("authority.extensions");
        Files.writeString(
                extensions,
                "basicConstraints = critical, CA:TRUE, pathlen:1\nkeyUsage = critical, keyCertSign, cRLSign\n"
                        + "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n");
        String signed = Program.run(
                "openssl",
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                certificate.toString(),
                "-CAkey",
                certificate.resolveSibling("authority.key").toString(),
                "-CAcreateserial",
                "-days",
                "1825",
                "-extfile",
                extensions.toString());
        return Files.writeString(chain, signed + Files.readString(certificate));
    }
}
