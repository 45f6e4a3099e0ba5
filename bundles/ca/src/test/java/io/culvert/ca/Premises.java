package io.culvert.ca;

import io.culvert.api.auth.Credentials;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.util.converter.Converters;

/** An authority in a folder, with a clock and authenticators that a test sets. */
final class Premises implements AutoCloseable {

    final Path folder;
    final TestClock clock = new TestClock();
    final FakeAuthentication authentication = new FakeAuthentication();
    private final Map<String, Object> configuration = new HashMap<>();
    private final DurableFiles files;
    private Workshop workshop;

    Premises(Path folder, Map<String, ?> configuration) {
        this(folder, configuration, new DurableFiles());
    }

    Premises(Path folder, Map<String, ?> configuration, DurableFiles files) {
        this.folder = folder;
        this.files = files;
        this.configuration.putAll(configuration);
        this.configuration.put("folder", folder.toString());
        this.workshop = open();
    }

    private Workshop open() {
        Workshop opened = new Workshop(clock, clock::nanoTime, files);
        opened.configure(config(configuration), configuration);
        return opened;
    }

    private static AuthorityConfig config(Map<String, ?> values) {
        return Converters.standardConverter().convert(values).to(AuthorityConfig.class);
    }

    Workshop workshop() {
        return workshop;
    }

    Authority authority() {
        Authority open = workshop.authority();
        if (open == null) {
            throw new AssertionError(workshop.status().problem());
        }
        return open;
    }

    AuthorityStatus status() {
        return workshop.status();
    }

    void configure(Map<String, ?> changes) {
        configuration.putAll(changes);
        workshop.configure(config(configuration), configuration);
    }

    /** As a new process would find it. */
    void restart(Map<String, AuthorityKeys> keys) {
        workshop.close();
        Workshop opened = new Workshop(clock, clock::nanoTime, files);
        opened.keys().putAll(keys);
        opened.configure(config(configuration), configuration);
        workshop = opened;
    }

    void restart() {
        restart(Map.of());
    }

    @Override
    public void close() {
        workshop.close();
    }

    /** Lets time pass, with somebody looking every quarter of an hour. */
    void pass(Duration time) {
        Duration step = Duration.ofMinutes(15);
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
            clock.pass(left.compareTo(step) < 0 ? left : step);
            workshop.look();
        }
    }

    /** Lets much time pass, without looking before the last two hours of it. */
    void leap(Duration time) {
        clock.pass(time.minusHours(2));
        workshop.look();
        pass(Duration.ofHours(2));
    }

    // ---- devices

    Issuance enroll(String token, @Nullable UUID device, byte[] request) throws Exception {
        return enroll(token, device == null ? null : device.toString(), request);
    }

    Issuance enroll(String token, @Nullable String device, byte[] request) throws Exception {
        return enroll(token, device, null, request);
    }

    Issuance enroll(String token, @Nullable String device, @Nullable String name, byte[] request) throws Exception {
        Credentials credentials = new Credentials(token, device, name, null, connection(List.of()));
        return authority()
                .enroll(credentials, request, authentication, Runnable::run)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** A certificate for a device of an identity. */
    Issuance.Issued enrolled(String identity, UUID device, KeyPair key) throws Exception {
        return issued(enroll(authentication.token(identity), device, request(key)));
    }

    static Issuance.Issued issued(Issuance outcome) {
        if (outcome instanceof Issuance.Issued issued) {
            return issued;
        }
        throw new AssertionError(outcome);
    }

    Issuance renewByTls(X509Certificate current, byte[] request) {
        return authority().renew(connection(List.of(current)), request);
    }

    Issuance renewByProof(X509Certificate current, KeyPair key, byte[] request) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key.getPrivate());
        signature.update(RenewalProof.signedContent(request));
        return authority().renew(new RenewalProof(current, signature.sign()), request, connection(List.of()));
    }

    int renewAuthority() throws AuthorityException {
        return authority().administration.renew(true, "tester");
    }

    static ConnectionInfo connection(List<X509Certificate> certificates) {
        return new ConnectionInfo(
                "c1",
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress("192.0.2.1", 4711),
                Instant.EPOCH,
                certificates);
    }

    static byte[] request(KeyPair key) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(new X500Principal(""), key.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair key() {
        return TestKeys.make("EC-P256");
    }
}
