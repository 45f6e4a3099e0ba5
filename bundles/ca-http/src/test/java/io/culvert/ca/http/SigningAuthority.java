package io.culvert.ca.http;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.auth.Credentials;
import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.transport.ConnectionInfo;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** An authority that really signs, keeps everything in memory, and refuses what it is told to. */
final class SigningAuthority implements CertificateAuthority {

    private final String algorithm;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<BigInteger, Instant> revoked = new ConcurrentHashMap<>();
    private final List<Generation> generations = new CopyOnWriteArrayList<>();
    private final List<X509Certificate> links = new CopyOnWriteArrayList<>();
    /** Whoever asked with a token, the last one last. */
    final List<Credentials> asked = new CopyOnWriteArrayList<>();
    /** The requests that were to be signed, DER. */
    final List<byte[]> requests = new CopyOnWriteArrayList<>();
    /** Which generation signs. */
    volatile int signing = 1;
    /** What comes of every request; {@code null} when it is looked at. */
    volatile @Nullable Refusal refusal;
    /** Where its leaf certificates say that their status is. */
    volatile String base = "http://127.0.0.1:1";

    /** @param algorithm of its keys, EC or RSA */
    SigningAuthority(String algorithm) throws Exception {
        this.algorithm = algorithm;
        renew();
    }

    static SigningAuthority ec() throws Exception {
        return new SigningAuthority("EC");
    }

    /** Makes a generation; the one before it vouches for it, and goes on signing until it is told otherwise. */
    void renew() throws Exception {
        int number = generations.size() + 1;
        Generation next = Generation.create(number, algorithm);
        if (number > 1) {
            links.add(generations.get(0).link(next));
        }
        generations.add(0, next);
    }

    void accept(String token, String identity) {
        tokens.put(token, identity);
    }

    void revoke(X509Certificate certificate) {
        revoked.put(certificate.getSerialNumber(), Instant.now());
    }

    /** A certificate for a server on this machine. */
    X509Certificate server(KeyPair keys) throws Exception {
        return current()
                .issue(
                        keys.getPublic(),
                        "localhost",
                        base,
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    }

    private Generation current() {
        return generation(signing).orElseThrow();
    }

    private Optional<Generation> generation(int number) {
        return generations.stream()
                .filter(generation -> generation.number() == (number == SIGNING ? signing : number))
                .findAny();
    }

    @Override
    public CompletionStage<Issuance> enroll(Credentials credentials, byte[] request) {
        asked.add(credentials);
        String identity = tokens.get(credentials.token());
        if (identity == null) {
            return refused(Refusal.NOT_AUTHENTICATED, "no authenticator accepts this token");
        }
        String device = credentials.uuid() == null ? "00000000-0000-5000-8000-000000000000" : credentials.uuid();
        return sign(device, identity, request);
    }

    @Override
    public CompletionStage<Issuance> renew(ConnectionInfo connection, byte[] request) {
        X509Certificate old = connection.certificates().get(0);
        if (revoked.containsKey(old.getSerialNumber())) {
            return refused(Refusal.REVOKED, "this device was revoked");
        }
        Map<String, String> names = Generation.names(old);
        return sign(names.getOrDefault("device", ""), names.getOrDefault("identity", ""), request);
    }

    @Override
    public CompletionStage<Issuance> renew(RenewalProof proof, byte[] request, ConnectionInfo connection) {
        throw new UnsupportedOperationException("not by HTTP");
    }

    private CompletionStage<Issuance> sign(String device, String identity, byte[] request) {
        Refusal now = refusal;
        if (now != null) {
            return refused(now, "so it was told");
        }
        requests.add(request);
        try {
            JcaPKCS10CertificationRequest pkcs10 =
                    new JcaPKCS10CertificationRequest(request).setProvider(new BouncyCastleProvider());
            if (!pkcs10.isSignatureValid(new JcaContentVerifierProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(pkcs10.getPublicKey()))) {
                return refused(Refusal.BAD_SIGNATURE, "the request is not signed by its key");
            }
            X509Certificate issued = current()
                    .issue(
                            pkcs10.getPublicKey(),
                            device,
                            base,
                            new GeneralName(GeneralName.uniformResourceIdentifier, "urn:culvert:device:" + device),
                            new GeneralName(GeneralName.uniformResourceIdentifier, "urn:culvert:identity:" + identity));
            return completedStage(new Issuance.Issued(
                    issued,
                    links,
                    new CertificateInfo(
                            issued.getSerialNumber().toString(16),
                            device,
                            identity,
                            signing,
                            issued.getNotBefore().toInstant(),
                            issued.getNotAfter().toInstant(),
                            null)));
        } catch (OperatorCreationException | PKCSException e) {
            return refused(Refusal.BAD_SIGNATURE, "the request is not signed by its key");
        } catch (Exception e) {
            return refused(Refusal.MALFORMED, "this is no certificate request");
        }
    }

    private static CompletionStage<Issuance> refused(Refusal reason, String explanation) {
        return completedStage(new Issuance.Refused(reason, explanation));
    }

    @Override
    public TrustBundle trust() {
        List<X509CRL> lists = new ArrayList<>();
        generations.forEach(generation -> lists.add(generation.crl(new TreeMap<>(revoked))));
        return new TrustBundle(generations.stream().map(Generation::root).toList(), links, lists);
    }

    @Override
    public Optional<X509CRL> revoked(int generation) {
        return generation(generation).map(found -> found.crl(new TreeMap<>(revoked)));
    }

    @Override
    public byte[] ocsp(byte[] request) {
        return TestResponder.answer(request, generations, revoked, Instant.now());
    }

    @Override
    public byte[] ocsp(X509Certificate certificate) {
        throw new UnsupportedOperationException("not by HTTP");
    }
}
