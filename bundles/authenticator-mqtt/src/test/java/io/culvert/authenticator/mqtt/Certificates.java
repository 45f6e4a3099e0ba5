package io.culvert.authenticator.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** An authority with a certificate for this machine, made by openssl. */
record Certificates(Path folder) {

    static Certificates make(Path folder) throws IOException, InterruptedException {
        Certificates certificates = new Certificates(folder);
        certificates.authority("ca");
        certificates.issue("server", "ca", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        certificates.issue("elsewhere", "ca", "subjectAltName=DNS:broker.example");
        certificates.issue("gateway", "ca", "extendedKeyUsage=clientAuth");
        certificates.authority("stranger");
        return certificates;
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private void authority(String name) throws IOException, InterruptedException {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key(name).toString(),
                "-out",
                certificate(name).toString());
    }

    private void issue(String name, String authority, String extension) throws IOException, InterruptedException {
        Path request = folder.resolve(name + ".csr");
        Path extensions = Files.writeString(folder.resolve(name + ".ext"), extension);
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key(name).toString(),
                "-out",
                request.toString());
        openssl(
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                request.toString(),
                "-extfile",
                extensions.toString(),
                "-CA",
                certificate(authority).toString(),
                "-CAkey",
                key(authority).toString(),
                "-CAcreateserial",
                "-out",
                certificate(name).toString());
        Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
    }

    private static void openssl(String... arguments) throws IOException, InterruptedException {
        Run.ok(List.of("openssl"), arguments);
    }
}
