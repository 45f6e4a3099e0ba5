package io.culvert.broker;

import io.culvert.api.auth.Credentials;
import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** An authority that answers what, and when, the test says. */
final class FakeAuthority implements CertificateAuthority {

    static final X509Certificate CERTIFICATE = read("/device.pem");
    private static final X509Certificate LINK = read("/link-g2.pem");
    static final RenewalProof PROOF = new RenewalProof(CERTIFICATE, new byte[] {1});

    /** What it was asked, in order: who asked, and the request. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** Of those who asked with a token. */
    final List<Credentials> credentials = new CopyOnWriteArrayList<>();

    /** What the next one who asks for a certificate gets. */
    volatile Supplier<CompletionStage<Issuance>> answer = () -> CompletableFuture.completedStage(issued());

    /** What the next one who asks for a status gets. */
    volatile Supplier<String> status = () -> "good";

    static Issuance issued() {
        return new Issuance.Issued(
                CERTIFICATE,
                List.of(LINK),
                new CertificateInfo("a1", "device", "me", 1, Instant.EPOCH, Instant.MAX, null));
    }

    static Issuance refused(Refusal reason) {
        return new Issuance.Refused(reason, "No.");
    }

    @Override
    public CompletionStage<Issuance> enroll(Credentials presented, byte[] request) {
        credentials.add(presented);
        return ask("enroll", request, presented.connection());
    }

    @Override
    public CompletionStage<Issuance> renew(ConnectionInfo connection, byte[] request) {
        throw new UnsupportedOperationException("sessions have a proof");
    }

    @Override
    public CompletionStage<Issuance> renew(RenewalProof proof, byte[] request, ConnectionInfo connection) {
        return ask("renew", request, connection);
    }

    private CompletionStage<Issuance> ask(String how, byte[] request, ConnectionInfo connection) {
        asked.add(how + " " + connection.id() + " " + new String(request, StandardCharsets.UTF_8));
        return answer.get();
    }

    @Override
    public TrustBundle trust() {
        return new TrustBundle(List.of(CERTIFICATE), List.of(), List.of());
    }

    @Override
    public byte[] ocsp(byte[] request) {
        throw new UnsupportedOperationException("sessions have a certificate");
    }

    @Override
    public byte[] ocsp(X509Certificate certificate) {
        return status.get().getBytes(StandardCharsets.UTF_8);
    }

    private static X509Certificate read(String resource) {
        try (InputStream in = FakeAuthority.class.getResourceAsStream(resource)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new AssertionError(resource, e);
        }
    }

    @Override
    public Optional<X509CRL> revoked(int generation) {
        throw new UnsupportedOperationException("the broker never asks for lists");
    }
}
