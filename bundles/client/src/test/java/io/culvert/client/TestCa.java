package io.culvert.client;

import io.culvert.client.Messages.Incoming;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** The authority of a {@link TestGateway}: really signs, with generations and link certificates as the gateway's does. */
final class TestCa {

    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    static final KeyPurposeId[] DEVICE = {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth};

    /** What is wrong with its answers about the status of certificates. */
    enum StatusHabit {
        GOOD,
        STALE,
        OF_ANOTHER,
        BY_A_STRANGER,
        NONSENSE,
        ERROR
    }

    private record Generation(KeyPair keys, X509Certificate root, KeyPair responderKeys, X509Certificate responder) {}

    private final String name;
    private final List<Generation> generations = new ArrayList<>();
    private final List<X509Certificate> links = new ArrayList<>();
    final List<X509Certificate> issued = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Set<BigInteger> revoked = Collections.synchronizedSet(new HashSet<>());

    volatile StatusHabit status = StatusHabit.GOOD;
    volatile Duration age = Duration.ofMinutes(5);
    volatile Duration life = Duration.ofDays(30);
    /** The reason with which everything is refused; empty for none. */
    volatile String refusal = "";
    /** Whether it certifies another key, or another device, than it was asked to. */
    volatile boolean wrongKey;

    /** The identity to which devices belong; empty for one by the device's first letter. */
    volatile String owner = "";

    volatile boolean wrongDevice;
    /** Whether the gateway has none at all. */
    volatile boolean missing;

    TestCa(String name) {
        this.name = name;
        newGeneration();
    }

    /** Makes a generation that signs from now on; all before vouch for it. */
    X509Certificate newGeneration() {
        return newGeneration(true, Duration.ofDays(300));
    }

    synchronized X509Certificate newGeneration(boolean linked, Duration left) {
        X500Name subject = new X500Name("CN=" + name + " G" + (generations.size() + 1));
        KeyPair keys = TestIssuer.keys();
        Instant from = Instant.now().minus(Duration.ofDays(1));
        X509Certificate root = TestIssuer.authority(
                subject, keys.getPublic(), subject, keys, 1, from, Instant.now().plus(left));
        if (linked) {
            for (Generation older : generations) {
                links.add(TestIssuer.authority(
                        subject,
                        keys.getPublic(),
                        X500Name.getInstance(
                                older.root().getSubjectX500Principal().getEncoded()),
                        older.keys(),
                        0,
                        from,
                        Instant.now().plus(Duration.ofDays(300))));
            }
        }
        KeyPair responder = TestIssuer.keys();
        X509Certificate responderCertificate = TestIssuer.sign(
                responder.getPublic(),
                new X500Name("CN=" + name + " OCSP"),
                subject,
                keys,
                from,
                Instant.now().plus(Duration.ofDays(30)),
                List.of(),
                new KeyPurposeId[] {KeyPurposeId.id_kp_OCSPSigning});
        generations.add(new Generation(keys, root, responder, responderCertificate));
        return root;
    }

    synchronized X509Certificate root(int generation) {
        return generations.get(generation - 1).root();
    }

    private synchronized Generation newest() {
        return generations.get(generations.size() - 1);
    }

    void revoke(X509Certificate certificate) {
        revoked.add(certificate.getSerialNumber());
    }

    // ---- what the gateway answers

    String answer(Incoming request) {
        calls.add(request.field("method"));
        if (missing) {
            return error(request, "No such method");
        }
        try {
            return switch (request.field("method")) {
                case "Certificate.Sign" -> sign(request);
                case "Certificate.Renew" -> renew(request);
                case "Certificate.Authorities" -> authorities(request);
                case "Certificate.Status" -> status(request);
                default -> error(request, "No such method");
            };
        } catch (IOException | GeneralSecurityException | OCSPException | OperatorCreationException | PKCSException e) {
            throw new AssertionError(e);
        }
    }

    private String sign(Incoming request) throws IOException, GeneralSecurityException, PKCSException {
        if (!refusal.isEmpty() || !request.param("token").equals(TestGateway.TOKEN)) {
            return refused(request, refusal.isEmpty() ? "not-authenticated" : refusal);
        }
        return issue(request, request.param("uuid"));
    }

    private String renew(Incoming request) throws IOException, GeneralSecurityException, PKCSException {
        X509Certificate old = certificate(request.param("certificate"));
        byte[] der = csr(request).getEncoded();
        Signature verifier = Signature.getInstance(
                switch (old.getPublicKey().getAlgorithm()) {
                    case "EC" -> old.getPublicKey().getEncoded().length > 100 ? "SHA384withECDSA" : "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "Ed25519";
                });
        verifier.initVerify(old.getPublicKey());
        verifier.update("culvert certificate renewal\n".getBytes(StandardCharsets.US_ASCII));
        verifier.update(der);
        if (!verifier.verify(Base64.getDecoder().decode(request.param("signature")))) {
            return refused(request, "not-ours");
        }
        if (!refusal.isEmpty() || revoked.contains(old.getSerialNumber())) {
            return refused(request, refusal.isEmpty() ? "revoked" : refusal);
        }
        return issue(request, DeviceName.of(old).uuid());
    }

    private String issue(Incoming request, String device) throws IOException, GeneralSecurityException, PKCSException {
        JcaPKCS10CertificationRequest csr = csr(request);
        X509Certificate certificate = device(
                wrongKey ? TestIssuer.keys().getPublic() : csr.getPublicKey(),
                wrongDevice ? device.replace('0', '1') : device);
        issued.add(certificate);
        return success(
                request,
                "\"certificate\":\"" + text(Pem.of(List.of(certificate))) + "\",\"chain\":\"" + text(Pem.of(links()))
                        + "\"");
    }

    private static JcaPKCS10CertificationRequest csr(Incoming request)
            throws IOException, GeneralSecurityException, PKCSException {
        try (PEMParser pem = new PEMParser(new StringReader(request.param("csr")))) {
            JcaPKCS10CertificationRequest csr =
                    new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) pem.readObject());
            if (!csr.isSignatureValid(
                    new JcaContentVerifierProviderBuilder().setProvider(BC).build(csr.getPublicKey()))) {
                throw new AssertionError("not signed by its key");
            }
            return csr;
        } catch (OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized List<X509Certificate> links() {
        return List.copyOf(links);
    }

    private synchronized String authorities(Incoming request) throws GeneralSecurityException {
        List<X509Certificate> roots = new ArrayList<>();
        generations.forEach(generation -> roots.add(0, generation.root()));
        return success(
                request, "\"authorities\":\"" + text(Pem.of(roots)) + "\",\"links\":\"" + text(Pem.of(links)) + "\"");
    }

    private String status(Incoming request)
            throws GeneralSecurityException, IOException, OCSPException, OperatorCreationException {
        return switch (status) {
            case ERROR -> error(request, "Not today");
            case NONSENSE -> success(request, "\"ocsp\":\"MAMKAQY=\"");
            default ->
                success(
                        request,
                        "\"ocsp\":\""
                                + Base64.getEncoder().encodeToString(ocsp(certificate(request.param("certificate"))))
                                + "\"");
        };
    }

    private byte[] ocsp(X509Certificate certificate)
            throws GeneralSecurityException, OCSPException, OperatorCreationException, IOException {
        Generation signer =
                status == StatusHabit.BY_A_STRANGER ? new TestCa("Stranger").newest() : signerOf(certificate);
        BigInteger about =
                certificate.getSerialNumber().add(status == StatusHabit.OF_ANOTHER ? BigInteger.ONE : BigInteger.ZERO);
        var digest = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
        CertificateID id = new CertificateID(
                digest, new JcaX509CertificateHolder(signerOf(certificate).root()), about);
        Instant from = status == StatusHabit.STALE ? Instant.now().minus(Duration.ofDays(2)) : Instant.now();
        CertificateStatus said = revoked.contains(certificate.getSerialNumber())
                ? new RevokedStatus(Date.from(from), CRLReason.keyCompromise)
                : CertificateStatus.GOOD;
        var basic = new JcaBasicOCSPRespBuilder(signer.responderKeys().getPublic(), digest)
                .addResponse(id, said, Date.from(from), Date.from(from.plus(Duration.ofHours(1))), null)
                .build(
                        new JcaContentSignerBuilder("SHA256withECDSA")
                                .build(signer.responderKeys().getPrivate()),
                        new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.responder())},
                        Date.from(from));
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
    }

    private synchronized Generation signerOf(X509Certificate certificate) {
        return generations.stream()
                .filter(each -> each.root().getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .findFirst()
                .orElseGet(this::newest);
    }

    private static String success(Incoming request, String params) {
        return "{\"id\":" + request.field("id") + ",\"status\":\"success\",\"params\":{" + params + "}}";
    }

    private static String refused(Incoming request, String reason) {
        return error(request, "Certificate refused (" + reason + "): Because.");
    }

    private static String error(Incoming request, String error) {
        return "{\"id\":" + request.field("id") + ",\"status\":\"error\",\"error\":\"" + error + "\"}";
    }

    private static String text(String pem) {
        return pem.replace("\n", "\\n");
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    // ---- certificates

    /** A device's, as it should be. */
    X509Certificate device(PublicKey key, String device) {
        Instant now = Instant.now();
        return device(
                key,
                now.minus(age),
                now.plus(life),
                DEVICE,
                DeviceName.DEVICE + device,
                DeviceName.IDENTITY + (owner.isEmpty() ? "owner%20of%20" + device.charAt(0) : owner));
    }

    X509Certificate device(PublicKey key, Instant from, Instant to, KeyPurposeId[] purposes, String... uris) {
        Generation signer = newest();
        return TestIssuer.sign(
                key,
                new X500Name("CN=localhost"),
                X500Name.getInstance(signer.root().getSubjectX500Principal().getEncoded()),
                signer.keys(),
                from,
                to,
                Arrays.stream(uris)
                        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                        .toList(),
                purposes);
    }

    /** A gateway whose certificate this authority has signed. */
    TestCertificate server(Path folder) throws IOException, GeneralSecurityException {
        KeyPair keys = TestIssuer.keys();
        Generation signer = newest();
        return server(
                folder,
                keys,
                TestIssuer.sign(
                        keys.getPublic(),
                        new X500Name("CN=gateway"),
                        X500Name.getInstance(
                                signer.root().getSubjectX500Principal().getEncoded()),
                        signer.keys(),
                        Instant.now().minusSeconds(60),
                        Instant.now().plusSeconds(6000),
                        List.of(new GeneralName(GeneralName.dNSName, "localhost")),
                        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth}));
    }

    /** A gateway with any certificate. */
    TestCertificate server(Path folder, KeyPair keys, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(links());
        store.setKeyEntry("gateway", keys.getPrivate(), new char[0], chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return new TestCertificate(
                Files.writeString(folder.resolve("root.pem"), Pem.of(List.of(root(1)))), context, false);
    }

    /** An identity folder with such a certificate. */
    static void identity(Path folder, KeyPair keys, X509Certificate certificate, List<X509Certificate> roots)
            throws IOException, GeneralSecurityException {
        IdentityFolder files = new IdentityFolder(folder);
        try (IdentityFolder.Turn turn = files.turn().orElseThrow()) {
            Path set = turn.begin(keys.getPrivate());
            DurableFile.write(set.resolve(IdentityFolder.CERTIFICATE), Pem.of(List.of(certificate)));
            DurableFile.write(set.resolve(IdentityFolder.ROOTS), Pem.of(roots));
            DurableFile.write(set.resolve(IdentityFolder.GATEWAY), "wss://localhost:1\n");
            turn.activate(set);
        }
    }
}
