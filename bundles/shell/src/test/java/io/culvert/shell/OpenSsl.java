package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenSSL, in a folder of its own.
 *
 * @param folder where relative file names lead
 */
record OpenSsl(Path folder) {

    /** Runs it and gives what it prints; fails when it fails. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }

    /** Makes {@code NAME.key} and {@code NAME.pem}, a root. */
    X509Certificate root(String name) throws IOException, InterruptedException, GeneralSecurityException {
        run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "3650",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
        return certificate(name + ".pem");
    }

    /** Makes {@code NAME.key} and {@code NAME.csr}, and the latter as {@code NAME.der}, too. */
    void request(String name) throws IOException, InterruptedException {
        run(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        run("req", "-in", name + ".csr", "-outform", "DER", "-out", name + ".der");
    }

    /** Makes {@code NAME.key} and {@code NAME.pem}, an intermediate authority that a root has signed. */
    X509Certificate intermediate(String name, String root)
            throws IOException, InterruptedException, GeneralSecurityException {
        request(name);
        Files.writeString(folder.resolve("ca.ext"), "basicConstraints = critical, CA:TRUE, pathlen:0\n");
        run(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                root + ".pem",
                "-CAkey",
                root + ".key",
                "-CAcreateserial",
                "-days",
                "365",
                "-extfile",
                "ca.ext",
                "-out",
                name + ".pem");
        return certificate(name + ".pem");
    }

    X509Certificate certificate(String file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    String path(String file) {
        return folder.resolve(file).toString();
    }
}
