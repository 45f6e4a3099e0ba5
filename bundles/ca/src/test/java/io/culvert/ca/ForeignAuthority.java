package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authority that openssl has made.
 *
 * @param pair of the last
 * @param chain the one that signs for devices first, the root last
 * @param keys of the chain
 */
record ForeignAuthority(KeyPair pair, List<X509Certificate> chain, List<PrivateKey> keys) {

    private static final String USAGE = "keyUsage=critical,keyCertSign,cRLSign";

    /**
     * Makes one.
     *
     * @param constraints from the root down, what the basic constraints have besides CA:TRUE
     */
    static ForeignAuthority make(Path folder, String algorithm, String... constraints) {
        List<X509Certificate> chain = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        KeyPair pair = TestKeys.make(algorithm);
        for (int i = 0; i < constraints.length; i++) {
            pair = TestKeys.make(algorithm);
            String extensions = "basicConstraints=critical,CA:TRUE" + (constraints[i].isEmpty() ? "" : ",")
                    + constraints[i] + "\n" + USAGE;
            X509Certificate issuer = i == 0 ? null : chain.get(i - 1);
            chain.add(certificate(
                    folder,
                    pair,
                    "/O=Example/CN=" + (i == 0 ? "Root" : "Intermediate " + i),
                    issuer,
                    issuer == null ? pair.getPrivate() : keys.get(i - 1),
                    extensions));
            keys.add(pair.getPrivate());
        }
        Collections.reverse(chain);
        Collections.reverse(keys);
        return new ForeignAuthority(pair, List.copyOf(chain), List.copyOf(keys));
    }

    /**
     * Any certificate that openssl makes.
     *
     * @param issuer {@code null} for one that signs itself
     * @param extensions lines of a configuration
     * @param options more of {@code openssl x509}
     */
    static X509Certificate certificate(
            Path folder,
            KeyPair pair,
            String subject,
            @Nullable X509Certificate issuer,
            PrivateKey issuerKey,
            String extensions,
            String... options) {
        String key = Pem.key(folder, "foreign-key.pem", pair.getPrivate());
        String request = folder.resolve("foreign.csr").toString();
        ExternalCommand.run("openssl", "req", "-new", "-key", key, "-subj", subject, "-out", request)
                .expectSuccess();
        return certificate(folder, request, pair.getPublic(), issuer, issuerKey, extensions, options);
    }

    /** The same of a request that is there. */
    static X509Certificate certificate(
            Path folder,
            String request,
            PublicKey key,
            @Nullable X509Certificate issuer,
            PrivateKey issuerKey,
            String extensions,
            String... options) {
        String out = folder.resolve("foreign.pem").toString();
        List<String> command = new ArrayList<>(List.of("openssl", "x509", "-req", "-in", request, "-out", out));
        if (issuer == null) {
            command.addAll(List.of("-signkey", Pem.key(folder, "foreign-issuer-key.pem", issuerKey)));
        } else {
            command.addAll(List.of(
                    "-CA",
                    Pem.certificates(folder, "foreign-issuer.pem", List.of(issuer)),
                    "-CAkey",
                    Pem.key(folder, "foreign-issuer-key.pem", issuerKey),
                    "-set_serial",
                    "0x" + Long.toHexString(System.nanoTime())));
        }
        command.addAll(List.of(
                "-extfile",
                Pem.write(
                        folder,
                        "foreign.cnf",
                        extensions + "\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")));
        command.addAll(List.of("-days", "100"));
        command.addAll(List.of(options));
        ExternalCommand.run(command).expectSuccess();
        try {
            X509Certificate made = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(Path.of(out))));
            if (!made.getPublicKey().equals(key)) {
                throw new AssertionError("another key");
            }
            return made;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    ImportedAuthority imported() throws AuthorityException {
        return ImportedAuthority.of(pair.getPrivate(), chain, Instant.now());
    }

    /** What the root has revoked: nothing. */
    X509CRL crl(Path folder) {
        String out = folder.resolve("foreign-crl.pem").toString();
        Pem.write(folder, "foreign-index.txt", "");
        String configuration = Pem.write(
                folder,
                "foreign-ca.cnf",
                "[ca]\ndefault_ca=d\n[d]\ndatabase=" + folder.resolve("foreign-index.txt")
                        + "\ndefault_md=sha256\ndefault_crl_days=30\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n");
        int root = chain.size() - 1;
        ExternalCommand.run(
                        "openssl",
                        "ca",
                        "-gencrl",
                        "-config",
                        configuration,
                        "-cert",
                        Pem.certificates(folder, "foreign-root.pem", List.of(chain.get(root))),
                        "-keyfile",
                        Pem.key(folder, "foreign-root-key.pem", keys.get(root)),
                        "-out",
                        out)
                .expectSuccess();
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(Files.readAllBytes(Path.of(out))));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
