package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.ask;
import static io.culvert.authenticator.jwt.Fixture.asking;
import static io.culvert.authenticator.jwt.Fixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authenticator as a peer meets it, with an issuer that changes its keys and goes away. */
class RotationTest {

    private static final IssuerKey OLD = IssuerKey.rsa("RS256", "old");
    private static final IssuerKey NEW = IssuerKey.edwards("new", "Ed25519");

    private static TestCertificate certificate;

    private long clients;
    private JwksServer server;
    private JwtAuthenticator authenticator;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) {
        certificate = TestCertificate.of(folder, "dns:localhost");
    }

    @BeforeEach
    void start() throws IOException {
        clients = JwksEndpointTest.threads("HttpClient-");
        server = new JwksServer(certificate, 0);
        server.answer(IssuerKey.jwks(OLD));
        authenticator = Fixture.of()
                .with("jwks.url", server.url())
                .with("jwks.pause", 1)
                .with("jwks.timeout", 20)
                .with("deadline", 30)
                .with("ca", certificate.pem().toString())
                .authenticator();
    }

    @AfterEach
    void stop() {
        authenticator.deactivate();
        server.close();
    }

    @Test
    void fetchesTheKeysBeforeAnybodyComes() {
        Await.until("the first fetch", () -> server.fetches() == 1);
    }

    @Test
    void takesUpANewKeyBesideTheOldOneAndThenLetsGoOfTheOldOne() {
        assertThat(ask(authenticator, OLD.token(claims()))).isInstanceOf(Accepted.class);
        server.answer(IssuerKey.jwks(OLD, NEW));
        Await.until("the new key", () -> ask(authenticator, NEW.token(claims())) instanceof Accepted);
        assertThat(ask(authenticator, OLD.token(claims()))).isInstanceOf(Accepted.class);

        server.answer(IssuerKey.jwks(NEW));
        Await.until("the old key to be gone", () -> {
            ask(authenticator, NEW.named("other").token(claims())); // makes it look
            return ask(authenticator, OLD.token(claims())) instanceof Rejected;
        });
        assertThat(ask(authenticator, NEW.token(claims()))).isInstanceOf(Accepted.class);
    }

    @Test
    void aFloodOfUnknownKeysIsRejectedAndDoesNotReachTheServer() {
        assertThat(ask(authenticator, OLD.token(claims()))).isInstanceOf(Accepted.class);
        long start = System.nanoTime();
        for (int i = 0; i < 2000; i++) {
            assertThat(ask(authenticator, NEW.named("flood" + i).token(claims())))
                    .isEqualTo(new Rejected("none of the issuer's keys has signed it"));
        }
        long pauses = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(server.fetches()).isLessThanOrEqualTo((int) pauses + 2);
    }

    @Test
    void whoComesWhileKeysAreFetchedIsNotBlockedAndGetsTheirAnswer() {
        assertThat(ask(authenticator, OLD.token(claims()))).isInstanceOf(Accepted.class);
        server.answer(IssuerKey.jwks(NEW));
        CountDownLatch gate = server.hold();
        List<CompletableFuture<AuthResult>> waiting = new ArrayList<>();
        Await.until("a fetch to begin", () -> {
            waiting.add(asking(authenticator, NEW.token(claims())));
            return server.fetches() == 2;
        });
        CompletableFuture<AuthResult> last = asking(authenticator, NEW.token(claims()));
        assertThat(last).isNotDone();
        assertThat(ask(authenticator, OLD.token(claims())))
                .as("needs no new key")
                .isInstanceOf(Accepted.class);
        gate.countDown();

        assertThat(last).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(Accepted.class);
        assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
                .as("who had asked before")
                .succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void onlyATokenThatMightBeGoodFailsWhenThereAreNoKeys() {
        authenticator.deactivate();
        server.close();
        JwtAuthenticator alone = Fixture.of().with("jwks.url", server.url()).authenticator();
        try {
            assertThat(asking(alone, OLD.token(claims())))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("no keys of the issuer: " + server.url() + " cannot be fetched")
                    .withMessageNotContaining(OLD.token(claims()));
            assertThat(ask(alone, "something else")).isInstanceOf(Abstained.class);
            assertThat(ask(alone, OLD.token(claims().raw("exp", 1)))).isInstanceOf(Rejected.class);
            assertThat(ask(alone, OLD.token(OLD.header().text("alg", "none"), claims())))
                    .isInstanceOf(Rejected.class);
        } finally {
            alone.deactivate();
        }
    }

    @Test
    void itsThreadsAreGoneAfterItIsDeactivated() {
        assertThat(ask(authenticator, OLD.token(claims()))).isInstanceOf(Accepted.class);

        authenticator.deactivate();

        Await.until("its threads to end", () -> {
            System.gc(); // before Java 21 the client's own thread ends when nobody refers to the client
            return JwksEndpointTest.threads("culvert-jwks") == 0 && JwksEndpointTest.threads("HttpClient-") <= clients;
        });
    }
}
