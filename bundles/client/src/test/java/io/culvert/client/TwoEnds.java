package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.culvert.client.TestGateway.Habits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two peers with identities of one authority, who meet at one gateway. */
abstract class TwoEnds {

    static final String ALICE = "aaaaaaaa-0000-4000-8000-000000000001";
    static final String BOB = "bbbbbbbb-0000-4000-8000-000000000002";

    @TempDir
    static Path certificates = Path.of("");

    static TestCertificate certificate = new TestCertificate(Path.of(""), anyContext(), false);

    @TempDir
    Path folder = Path.of("");

    final TestCa ca = new TestCa("Test CA");
    final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    TestGateway gateway = gateway("ws");

    private static javax.net.ssl.SSLContext anyContext() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.of(certificates, "dns:localhost");
    }

    private static TestGateway gateway(String scheme) {
        try {
            return new TestGateway(scheme, certificate, Habits.GOOD);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void enroll() throws Exception {
        gateway.ca = ca;
        identity("alice", ALICE);
        identity("bob", BOB);
    }

    void identity(String name, String device) throws Exception {
        KeyPair keys = TestIssuer.keys();
        TestCa.identity(folder.resolve(name), keys, ca.device(keys.getPublic(), device), List.of(ca.root(1)));
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    void use(String scheme) throws IOException {
        gateway.close();
        gateway = gateway(scheme);
        gateway.ca = ca;
    }

    CulvertClient.Builder plain() throws Exception {
        return CulvertClient.to(URI.create(gateway.url()))
                .token(() -> TestGateway.TOKEN)
                .nonce("n")
                .trust(Trust.pem(certificate.pem()))
                .timeout(Duration.ofSeconds(10))
                .notices(notices::add);
    }

    CulvertClient.Builder end(String name, String partner) throws Exception {
        return plain().name(name).endToEnd(folder.resolve(name), partner);
    }

    /** The two ends, or why there is no tunnel for one or both. */
    record Pair(CompletableFuture<Tunnel> alice, CompletableFuture<Tunnel> bob) {
        Tunnel a() {
            return tunnel(alice);
        }

        Tunnel b() {
            return tunnel(bob);
        }

        private static Tunnel tunnel(CompletableFuture<Tunnel> end) {
            try {
                return end.get(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    static Pair meet(CulvertClient.Builder alice, CulvertClient.Builder bob) {
        return new Pair(
                async(() -> alice.build().connect()), async(() -> bob.build().connect()));
    }

    Pair meet() throws Exception {
        return meet(end("alice", BOB), end("bob", ALICE));
    }

    static <T> CompletableFuture<T> async(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                },
                "test-peer");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    static CulvertException refused(CompletableFuture<?> end) {
        Throwable thrown = catchThrowable(() -> end.get(60, TimeUnit.SECONDS));
        while (thrown instanceof ExecutionException) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).isInstanceOf(CulvertException.class);
        return (CulvertException) Objects.requireNonNull(thrown);
    }

    /** The TLS client of TLS 1.3 learns only by its first read that the server does not want it. */
    static CulvertException unwanted(CompletableFuture<Tunnel> end) {
        return refused(async(() -> end.get(60, TimeUnit.SECONDS).in().read()));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
