package io.culvert.api.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An authority for tests, made by openssl: it issues certificates of every kind, in PEM files of one folder.
 *
 * @param own its certificate
 */
public record TestAuthority(Path folder, Issued own) {

    /** Extensions of a client's certificate as it should be. */
    public static final String CLIENT =
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,clientAuth";

    private static final String AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign";

    /**
     * A certificate with its key.
     *
     * @param chain PEM file: the certificate, then those between it and the root
     * @param key PEM file, PKCS#8
     */
    public record Issued(Path chain, Path key) {

        /** The certificate, then those between it and the root. */
        public List<X509Certificate> certificates() {
            try {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(chain)))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
            } catch (IOException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        /** The certificate itself. */
        public X509Certificate certificate() {
            return certificates().get(0);
        }

        /** Its key. */
        public PrivateKey privateKey() {
            try {
                byte[] der =
                        Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[A-Z ]+-----", ""));
                return KeyFactory.getInstance(certificate().getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (IOException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A root of that name, valid for some days, which may be less than none. */
    public static TestAuthority root(Path folder, String name, int days) {
        return new TestAuthority(folder, selfSigned(folder, "/CN=" + name, AUTHORITY, days));
    }

    /** A root of that name. */
    public static TestAuthority root(Path folder, String name) {
        return root(folder, name, 2);
    }

    /** An authority between this one and its clients. */
    public TestAuthority intermediate(String name) {
        return new TestAuthority(folder, issue("/CN=" + name, AUTHORITY, 2));
    }

    /** A client's certificate as it should be. */
    public Issued client(String subject, String... alternativeNames) {
        String names = alternativeNames.length == 0 ? "" : "\nsubjectAltName=" + String.join(",", alternativeNames);
        return issue(subject, CLIENT + names, 2);
    }

    /**
     * Issues any certificate.
     *
     * @param subject as openssl takes it, {@code /O=organisation/CN=name}
     * @param extensions as in a section of openssl's configuration, one a line
     * @param days for how long it is valid from now on; less than none makes one that has expired
     */
    public Issued issue(String subject, String extensions, int days) {
        Issued issued = files(folder);
        String signer = own.chain().toString();
        make(
                issued,
                subject,
                extensions,
                days,
                "-CA",
                signer,
                "-CAkey",
                own.key().toString(),
                "-CAcreateserial");
        X509Certificate authority = own.certificate();
        if (!authority.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            write(issued.chain(), read(issued.chain()) + read(own.chain()));
        }
        return issued;
    }

    /** A certificate that nobody has signed but its owner. */
    public static Issued selfSigned(Path folder, String subject, String extensions, int days) {
        Issued issued = files(folder);
        make(issued, subject, extensions, days, "-signkey", issued.key().toString());
        return issued;
    }

    private static void make(Issued files, String subject, String extensions, int days, String... signer) {
        String request = files.chain() + ".csr";
        Path section = write(Path.of(files.chain() + ".ext"), extensions);
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", files.key() + ".sec1");
        openssl(
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                files.key() + ".sec1",
                "-out",
                files.key().toString());
        openssl("req", "-new", "-subj", subject, "-key", files.key().toString(), "-out", request);
        List<String> sign = new ArrayList<>(List.of("x509", "-req", "-in", request));
        sign.addAll(Arrays.asList(signer));
        sign.addAll(List.of("-days", Integer.toString(days), "-extfile", section.toString()));
        sign.addAll(List.of("-out", files.chain().toString()));
        openssl(sign.toArray(String[]::new));
    }

    private static Issued files(Path folder) {
        try {
            Path chain = Files.createTempFile(folder, "issued", ".pem");
            return new Issued(chain, chain.resolveSibling(chain.getFileName() + ".key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs openssl, and returns what it said. */
    public static String openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
