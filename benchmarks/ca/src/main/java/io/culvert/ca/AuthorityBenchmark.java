package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.osgi.util.converter.Converters;

/**
 * Measures the authority as the gateway runs it, with its files on a real disk. Prints a table of the best of several
 * rounds: what else the machine does makes a round worse, and never better.
 */
public final class AuthorityBenchmark {

    private static final int ROUNDS = 7;
    private static final int EACH = 300;
    private static final int LARGE = 100_000;
    private static final int REVOKED = 10_000;
    private static final Map<String, String> CONFIGURATION =
            Map.of("limit.certificates", "1000000", "limit.per.hour", "1000000");

    private final Path folder;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger devices = new AtomicInteger();

    private AuthorityBenchmark(Path folder) {
        this.folder = folder;
    }

    /**
     * Measures and prints.
     *
     * @param arguments the folder in which to do so, on the disk that is meant
     */
    public static void main(String[] arguments) throws Exception {
        Path parent = Path.of(arguments.length == 0 ? "." : arguments[0]).toAbsolutePath();
        Path folder = Files.createTempDirectory(parent, "authority");
        AuthorityBenchmark benchmark = new AuthorityBenchmark(folder);
        try {
            benchmark.measure();
        } finally {
            benchmark.threads.shutdownNow();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void row(String what, String format, Object value) {
        System.out.printf("| %s | " + format + " |%n", what, value);
    }

    private void measure() throws Exception {
        System.out.println("| | |\n|---|---|");
        Path large = folder.resolve("large");
        Workshop begun = open(large);
        X509Certificate template = issue(begun, requests(1).get(0)).certificate();
        begun.close();
        FilledRegister.append(large.resolve("register"), template, LARGE, REVOKED);
        row("start with 100 000 in the register, 10 000 of them revoked", "%.0f ms", best(() -> open(large)
                .close()));

        Map<String, Workshop> registers = new LinkedHashMap<>();
        registers.put("a new register", open(folder.resolve("small")));
        registers.put("100 000 in the register", open(large));
        measureIssuing(registers);
        registers.values().forEach(Workshop::close);

        Workshop opened = open(large);
        measureRevoking(opened);
        measureAnswers(opened);
        opened.close();
    }

    private static Workshop open(Path place) {
        Workshop opened = new Workshop(Clock.systemUTC(), System::nanoTime);
        Map<String, Object> configuration = new HashMap<>(CONFIGURATION);
        configuration.put("folder", place.toString());
        opened.configure(
                Converters.standardConverter().convert(configuration).to(AuthorityConfig.class), configuration);
        if (opened.authority() == null) {
            throw new IllegalStateException(opened.status().problem());
        }
        return opened;
    }

    private static Authority authority(Workshop workshop) {
        try {
            return workshop.opened();
        } catch (AuthorityException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- issuing

    private static List<byte[]> requests(int count) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyPair key = generator.generateKeyPair();
            try {
                requests.add(new JcaPKCS10CertificationRequestBuilder(new X500Principal(""), key.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                        .getEncoded());
            } catch (IOException | OperatorCreationException e) {
                throw new GeneralSecurityException(e);
            }
        }
        return requests;
    }

    private Issuance.Issued issue(Workshop workshop, byte[] request) {
        int number = devices.incrementAndGet();
        Issuance outcome = authority(workshop)
                .issue(
                        new UUID(0x4001, 0x8000000000000000L + number).toString(),
                        "owner-" + number,
                        request,
                        null,
                        "benchmark");
        if (outcome instanceof Issuance.Issued issued) {
            return issued;
        }
        throw new IllegalStateException(String.valueOf(outcome));
    }

    /** They take turns, so that what has been compiled by then is so for all. */
    private void measureIssuing(Map<String, Workshop> registers) throws Exception {
        Map<String, Double> most = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int count = 1; count <= 2; count++) {
                for (Map.Entry<String, Workshop> register : registers.entrySet()) {
                    double perSecond = count * EACH / seconds(issuing(register.getValue(), count));
                    most.merge("issuing, " + threads(count) + ", " + register.getKey(), perSecond, Math::max);
                }
            }
        }
        most.forEach((what, perSecond) -> row(what, "%.0f a second", perSecond));
    }

    private List<Callable<Void>> issuing(Workshop workshop, int count) throws GeneralSecurityException {
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            List<byte[]> requests = requests(EACH);
            work.add(() -> {
                requests.forEach(request -> issue(workshop, request));
                return null;
            });
        }
        return work;
    }

    private static String threads(int count) {
        return count == 1 ? "one thread" : count + " threads";
    }

    private double seconds(List<Callable<Void>> work) throws Exception {
        long start = System.nanoTime();
        for (Future<Void> each : threads.invokeAll(work)) {
            each.get();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    // ---- revoking

    /** Does something. */
    private interface Task {
        void run() throws IOException, AuthorityException;
    }

    /** The milliseconds of the best round. */
    private static double best(Task task) throws IOException, AuthorityException {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            task.run();
            least = Math.min(least, (System.nanoTime() - start) / 1e6);
        }
        return least;
    }

    private void measureRevoking(Workshop workshop) throws Exception {
        Authority authority = authority(workshop);
        X509CRL list = authority.list(1).orElseThrow();
        if (list.getRevokedCertificates().size() < REVOKED) {
            throw new IllegalStateException(
                    "a list of " + list.getRevokedCertificates().size());
        }
        row("list of 10 000 revoked, DER", "%d KiB", list.getEncoded().length / 1024);
        row("list of 10 000 revoked, made and published", "%.0f ms", best(authority.administration::renewLists));
        List<CertificateInfo> victims = new ArrayList<>();
        for (byte[] request : requests(ROUNDS)) {
            victims.add(issue(workshop, request).info());
        }
        row(
                "one more revocation, on the disk and in the list",
                "%.0f ms",
                best(() -> authority.administration.revoke(
                        new RevocationTarget.Certificate(
                                victims.remove(victims.size() - 1).serial()),
                        RevocationReason.KEY_COMPROMISE,
                        "benchmark")));
    }

    // ---- OCSP

    private void measureAnswers(Workshop workshop) throws Exception {
        Authority authority = authority(workshop);
        Issuance.Issued issued = issue(workshop, requests(1).get(0));
        byte[] request = question(authority, issued.certificate());
        for (int count = 1; count <= 2; count++) {
            double most = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Callable<Void>> work = new ArrayList<>();
                for (int thread = 0; thread < count; thread++) {
                    work.add(() -> {
                        for (int i = 0; i < EACH; i++) {
                            authority.ocsp(request);
                        }
                        return null;
                    });
                }
                most = Math.max(most, count * EACH / seconds(work));
            }
            row("OCSP answers, " + threads(count), "%.0f a second", most);
        }
    }

    /** The certificate's status, as openssl asks for it (RFC 6960 section 4.1.1). */
    private static byte[] question(Authority authority, X509Certificate certificate) {
        X509Certificate issuer = authority.authorities().get(0);
        byte[] name =
                KeyIdentifier.digest("SHA-1", issuer.getSubjectX500Principal().getEncoded());
        try {
            byte[] question = new OCSPReqBuilder()
                    .addRequest(new CertificateID(new CertID(
                            new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE),
                            new DEROctetString(name),
                            new DEROctetString(KeyIdentifier.of(issuer)),
                            new ASN1Integer(certificate.getSerialNumber()))))
                    .build()
                    .getEncoded();
            OCSPResp answer = new OCSPResp(authority.ocsp(question));
            if (((BasicOCSPResp) answer.getResponseObject()).getResponses()[0].getCertStatus() != null) {
                throw new IllegalStateException("its status is not good");
            }
            return question;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OCSPException e) {
            throw new IllegalStateException(e);
        }
    }
}
