package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ClientTls;
import io.culvert.api.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys over HTTPS, from a server that does everything wrong in turn. Time stands still unless it is moved. */
class JwksEndpointTest {

    private static final IssuerKey OLD = IssuerKey.ec("ES256", "old", "secp256r1");
    private static final IssuerKey NEW = IssuerKey.ec("ES256", "new", "secp256r1");
    private static final long AGE = 300;
    private static final long STALE = 3600;
    private static final long PAUSE = 10;

    private static TestCertificate certificate;

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final List<JwksEndpoint> endpoints = new ArrayList<>();
    private JwksServer server;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) {
        certificate = TestCertificate.of(folder, "dns:localhost");
    }

    @BeforeEach
    void start() throws IOException {
        server = new JwksServer(certificate, 0);
        server.answer(IssuerKey.jwks(OLD));
    }

    @AfterEach
    void stop() {
        endpoints.forEach(JwksEndpoint::close);
        server.close();
    }

    @Test
    void fetchesOnceAndKeepsTheKeysWhileTheyAreFresh() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());

        assertThat(knows(endpoint, OLD)).isTrue();
        passes(AGE / 2 - 1);
        assertThat(endpoint.keys().toCompletableFuture()).isCompleted();
        assertThat(server.fetches()).isOne();
    }

    @Test
    void fetchesInTheBackgroundFromHalfOfTheAgeOn() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());
        assertThat(knows(endpoint, OLD)).isTrue();
        server.answer(IssuerKey.jwks(NEW));
        CountDownLatch gate = server.hold();

        passes(AGE / 2);
        assertThat(endpoint.keys().toCompletableFuture()).isCompleted();
        Await.until("the second fetch", () -> server.fetches() == 2);
        assertThat(knows(endpoint, OLD)).isTrue();
        gate.countDown();

        Await.until("the new key", () -> knows(endpoint, NEW));
        assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    void aKeyThatTheIssuerHasWithdrawnIsGoneAfterTheAgeEvenWhenNobodyCameMeanwhile() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());
        assertThat(knows(endpoint, OLD)).isTrue();
        server.answer(IssuerKey.jwks(NEW));

        passes(AGE);
        assertThat(knows(endpoint, OLD)).isFalse();
        assertThat(knows(endpoint, NEW)).isTrue();
    }

    @Test
    void looksForAKeyThatItDoesNotKnowButNotMoreOftenThanThePauseAllows() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());
        KeySet old = endpoint.keys().toCompletableFuture().get();
        server.answer(IssuerKey.jwks(OLD, NEW));

        for (int i = 0; i < 1000; i++) {
            CompletableFuture<KeySet> same = endpoint.newerThan(old).toCompletableFuture();
            assertThat(same).isCompletedWithValue(old);
        }
        assertThat(server.fetches()).isOne();
        passes(PAUSE);
        KeySet both = endpoint.newerThan(old).toCompletableFuture().get();
        assertThat(both.hasSigned(jws(OLD)) && both.hasSigned(jws(NEW))).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(endpoint.newerThan(both).toCompletableFuture()).isCompletedWithValue(both);
        }
        assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    void fiftyThreadsThatMissTheSameKeyCauseOneFetch() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());
        KeySet old = endpoint.keys().toCompletableFuture().get();
        server.answer(IssuerKey.jwks(NEW));
        CountDownLatch gate = server.hold();
        passes(PAUSE);
        int count = 50;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            CountDownLatch asked = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                answers.add(threads.submit(() -> {
                    CompletableFuture<KeySet> keys = endpoint.newerThan(old).toCompletableFuture();
                    asked.countDown();
                    return keys.get(30, TimeUnit.SECONDS).hasSigned(jws(NEW));
                }));
            }
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            gate.countDown();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    void usesTheOldKeysForALimitedTimeWhenTheServerIsAway() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());
        assertThat(knows(endpoint, OLD)).isTrue();
        int port = server.port();
        server.close();

        passes(AGE + STALE - 1);
        assertThat(knows(endpoint, OLD)).isTrue();
        passes(1);
        assertThatThrownBy(() -> endpoint.keys().toCompletableFuture().get())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("no keys of the issuer")
                .hasMessageContaining("cannot be fetched");

        server = new JwksServer(certificate, port);
        server.answer(IssuerKey.jwks(NEW));
        assertThatThrownBy(() -> endpoint.keys().toCompletableFuture().get()).hasMessageContaining("no keys");
        passes(PAUSE);
        assertThat(knows(endpoint, NEW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 307, 401, 404, 500, 503, 204})
    void takesNothingFromAnAnswerThatIsNotOk(int status) throws IOException {
        server.answer(status, status == 204 || status == 304 ? new byte[0] : bytes(IssuerKey.jwks(OLD)));

        checkNoKeys(endpoint(server.url()), "answered with status " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "<html>", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}", "{}"})
    void takesNothingFromWhatIsNoJwkSet(String body) throws IOException {
        server.answer(body);

        checkNoKeys(endpoint(server.url()), "is not a JWK Set");
    }

    @Test
    void keepsTheKeysFromBeforeWhenTheAnswerHasNone() throws Exception {
        JwksEndpoint endpoint = endpoint(server.url());
        assertThat(knows(endpoint, OLD)).isTrue();
        server.answer("{\"keys\":[]}");

        passes(AGE);
        assertThat(knows(endpoint, OLD)).isTrue();
        passes(STALE);
        checkNoKeys(endpoint, "has no key to verify tokens with");
    }

    @Test
    void doesNotTakeInTenMebibytes() throws IOException {
        server.answer(200, new byte[10 << 20]);

        checkNoKeys(endpoint(server.url()), "answered with more than 65536 bytes");
    }

    @Test
    void doesNotWaitForASlowServer() throws IOException {
        server.hold();

        checkNoKeys(impatient(server.url()), "did not answer within 1 s");
    }

    @Test
    void doesNotWaitForAServerThatSaysNothingAndLetsGoOfTheConnection() throws Exception {
        try (ServerSocket halfOpen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            halfOpen.setSoTimeout(30_000);
            JwksEndpoint endpoint = impatient("https://localhost:" + halfOpen.getLocalPort() + "/jwks");
            CompletionStage<KeySet> asked = endpoint.keys();
            try (Socket accepted = halfOpen.accept()) {
                accepted.setSoTimeout(30_000);
                checkNoKeys(asked, "did not answer within 1 s");
                byte[] rest = accepted.getInputStream().readAllBytes(); // ends only when the client closes
                assertThat(rest).isNotEmpty();
            }
        }
    }

    @Test
    void doesNotWaitForAServerThatDrips() throws Exception {
        byte[] head = bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"keys\":");
        try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            dripping.setSoTimeout(30_000);
            JwksEndpoint endpoint = impatient("http://localhost:" + dripping.getLocalPort() + "/jwks");
            CompletionStage<KeySet> asked = endpoint.keys();
            try (Socket accepted = dripping.accept()) {
                accepted.setSoTimeout(30_000);
                accepted.getOutputStream().write(head);
                checkNoKeys(asked, "did not answer within 1 s");
                assertThat(accepted.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    @Test
    void doesNotTrustACertificateThatIsNotOfTheCa(@TempDir Path folder) throws Exception {
        TestCertificate other = TestCertificate.of(folder, "dns:localhost");
        try (JwksServer impostor = new JwksServer(other, 0)) {
            impostor.answer(IssuerKey.jwks(OLD));
            checkNoKeys(endpoint(impostor.url()), "cannot be fetched");
            assertThat(impostor.fetches()).isZero();
        }
    }

    @Test
    void doesNotTrustACertificateForAnotherName(@TempDir Path folder) throws Exception {
        TestCertificate other = TestCertificate.of(folder, "dns:issuer.example.com");
        try (JwksServer impostor = new JwksServer(other, 0)) {
            impostor.answer(IssuerKey.jwks(OLD));
            checkNoKeys(endpoint(impostor.url(), other.pem(), 30), "cannot be fetched");
            assertThat(impostor.fetches()).isZero();
        }
    }

    @Test
    void saysOnceThatTheServerIsAwayAndOnceThatItIsBack() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            server.answer(500, bytes("oops"));
            JwksEndpoint endpoint = endpoint(server.url());
            checkNoKeys(endpoint, "status 500");
            for (int i = 0; i < 3; i++) {
                passes(PAUSE);
                checkNoKeys(endpoint, "status 500");
            }
            assertThat(server.fetches()).isEqualTo(4);
            server.answer(IssuerKey.jwks(OLD));
            passes(PAUSE);
            assertThat(knows(endpoint, OLD)).isTrue();

            assertThat(log.text())
                    .containsOnlyOnce("WARN")
                    .contains("/jwks cannot be fetched: answered with status 500. Its tokens let nobody in");
            assertThat(log.text()).containsOnlyOnce("INFO").contains("keys can be fetched again");
        }
    }

    @Test
    void whoWaitsGoesOnWhenItIsClosedAndItsThreadsEnd() throws Exception {
        server.hold();
        JwksEndpoint endpoint = endpoint(server.url());
        CompletableFuture<KeySet> waiting = endpoint.keys().toCompletableFuture();
        Await.until("the fetch", () -> server.fetches() == 1);

        endpoint.close();

        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("no keys");
        assertThat(endpoint.keys().toCompletableFuture()).isCompletedExceptionally();
        assertThat(server.fetches()).isOne();
        Await.until("its thread to end", () -> threads("culvert-jwks") == 0);
    }

    private JwksEndpoint endpoint(String url) {
        return endpoint(url, certificate.pem(), 30);
    }

    private JwksEndpoint impatient(String url) {
        return endpoint(url, certificate.pem(), 1);
    }

    private JwksEndpoint endpoint(String url, Path ca, int timeout) {
        var policy = new JwksEndpoint.Policy(
                Duration.ofSeconds(AGE),
                Duration.ofSeconds(STALE),
                Duration.ofSeconds(PAUSE),
                Duration.ofSeconds(timeout),
                1 << 16);
        try {
            var tls = new ClientTls(ca.toString(), Secret.NONE, "", "").context();
            JwksEndpoint endpoint = new JwksEndpoint(URI.create(url), tls, policy, nanos::get);
            endpoints.add(endpoint);
            return endpoint;
        } catch (BadConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    private void passes(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static boolean knows(JwksEndpoint endpoint, IssuerKey key) {
        return endpoint.keys()
                .thenApply(keys -> signed(keys, key))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static boolean signed(KeySet keys, IssuerKey key) {
        try {
            return keys.hasSigned(jws(key));
        } catch (RefusedTokenException e) {
            throw new AssertionError(e);
        }
    }

    private static Jws jws(IssuerKey key) throws RefusedTokenException {
        Token token = Objects.requireNonNull(Token.parse(key.token(claims())));
        return new HeaderRules(Set.of(JWSAlgorithm.ES256), "").check(token);
    }

    private static void checkNoKeys(JwksEndpoint endpoint, String why) {
        checkNoKeys(endpoint.keys(), why);
    }

    private static void checkNoKeys(CompletionStage<KeySet> keys, String why) {
        assertThat(keys.toCompletableFuture())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("no keys of the issuer")
                .withMessageContaining(why);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }
}
