package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Credentials;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.rendezvous.RendezvousKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The gateway's authenticators, for others than its sessions. */
class AdmissionTest {

    private static final Instant UNTIL = Instant.parse("2126-01-01T00:00:00Z");
    private static final AuthResult.Accepted SOMEBODY = new AuthResult.Accepted("somebody");
    private static final AuthResult.Accepted TWICE = SOMEBODY.goodFor(new AuthResult.Uses(2, UNTIL));
    private static final Credentials CREDENTIALS = credentials("t");

    private final CompletableFuture<AuthResult> never = new CompletableFuture<>();
    private final FakeGateway gateway = new FakeGateway(Settings.DEFAULTS);
    private final AuthenticationService service = gateway.broker;

    // authenticate

    @Test
    void theOutcomeIsThatOfTheAuthenticators() {
        gateway.add(credentials -> switch (credentials.token()) {
            case "good" -> CompletableFuture.completedStage(SOMEBODY.with(Map.of("a", "b")));
            case "bad" -> AuthResult.rejected("bad");
            case "broken" -> throw new IllegalStateException("broken");
            default -> AuthResult.abstained();
        });
        assertThat(outcome("good")).isEqualTo(admitted(SOMEBODY.with(Map.of("a", "b"))));
        assertThat(outcome("bad")).isEqualTo(refused(AuthFailure.AUTHENTICATION_FAILED));
        assertThat(outcome("broken")).isEqualTo(refused(AuthFailure.PROXY_ERROR));
        assertThat(outcome("unknown")).isEqualTo(refused(AuthFailure.AUTHENTICATION_FAILED));
        assertThat(gateway.broker.authenticators()).singleElement().satisfies(info -> {
            assertThat(info.accepted()).isEqualTo(1);
            assertThat(info.failed()).isEqualTo(1);
        });
    }

    @Test
    void withoutAuthenticatorsNobodyIsAdmitted() {
        assertThat(outcome("t")).isEqualTo(refused(AuthFailure.AUTHENTICATION_FAILED));
    }

    @Test
    void authenticatorsAreAskedInTheirOrderAndSeeWhatWasPresented() {
        List<String> asked = new ArrayList<>();
        for (int ranking : List.of(1, 3, 2)) {
            gateway.broker.addAuthenticator(
                    credentials -> {
                        asked.add(ranking + credentials.token());
                        return ranking == 2 ? AuthResult.accepted("two") : AuthResult.abstained();
                    },
                    new FakeReference(Map.of("service.id", (long) ranking, "ranking", ranking)));
        }
        assertThat(outcome("t")).isEqualTo(admitted(new AuthResult.Accepted("two")));
        assertThat(asked).containsExactly("3t", "2t");
    }

    @Test
    void memoryAndCircuitHoldAsForSessions() {
        List<String> asked = new ArrayList<>();
        gateway.broker.addAuthenticator(
                credentials -> {
                    asked.add(credentials.token());
                    return credentials.token().equals("t")
                            ? AuthResult.accepted("somebody")
                            : CompletableFuture.failedStage(new IllegalStateException("down"));
                },
                new FakeReference(Map.of("service.id", 1L, "cache.age", 60, "circuit.failures", 1)));
        assertThat(gateway.authenticated("t", "a").heard()).containsExactly("accepted");
        Credentials same = new Credentials("t", null, "a", null, CREDENTIALS.connection());
        assertThat(bare(service.authenticate(same).toCompletableFuture())).isEqualTo(admitted(SOMEBODY));
        assertThat(outcome("x")).isEqualTo(refused(AuthFailure.PROXY_ERROR));
        assertThat(outcome("y")).isEqualTo(refused(AuthFailure.PROXY_ERROR));
        assertThat(asked).containsExactly("t", "x");
    }

    @Test
    void allTogetherHaveTheAuthenticationTimeout() {
        List<CompletableFuture<AuthResult>> answers = new ArrayList<>();
        for (long id = 1; id <= 3; id++) {
            gateway.broker.addAuthenticator(
                    credentials -> {
                        answers.add(new CompletableFuture<>());
                        return answers.get(answers.size() - 1);
                    },
                    new FakeReference(Map.of("service.id", id, "deadline", 60)));
        }
        CompletableFuture<Outcome> outcome = service.authenticate(CREDENTIALS).toCompletableFuture();
        gateway.timers.pass(Duration.ofSeconds(5));
        answers.get(0).complete(new AuthResult.Abstained());
        gateway.timers.pass(Duration.ofMillis(2_999));
        assertThat(outcome).isNotDone();
        gateway.timers.pass(Duration.ofMillis(1));
        assertThat(bare(outcome)).isEqualTo(refused(AuthFailure.TIMEOUT));
        // Nobody waits any longer, so nobody else is asked.
        answers.get(1).complete(new AuthResult.Abstained());
        assertThat(answers).hasSize(2);
    }

    @Test
    void aChangedTimeoutHoldsFromThenOn() {
        gateway.add(credentials -> never);
        gateway.broker.modified(FakeConfig.of(Map.of("authentication_timeout", 2)), Map.of());
        CompletableFuture<Outcome> outcome = service.authenticate(CREDENTIALS).toCompletableFuture();
        gateway.timers.pass(Duration.ofSeconds(2));
        assertThat(bare(outcome)).isEqualTo(refused(AuthFailure.TIMEOUT));
    }

    @Test
    void anAuthenticatorThatHangsHoldsNobodyLongerThanTheTimeout() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Settings quick = new Settings(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMillis(50),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1,
                1);
        SessionBroker broker = new SessionBroker(
                new FakeCodec(),
                new FakeTransport(),
                new FakeRendezvous(),
                quick,
                new ScheduledTimers(),
                new WorkerPool(1, 1));
        broker.addAuthenticator(
                credentials -> {
                    boolean interrupted = false;
                    while (released.getCount() > 0) { // and does not let itself be interrupted
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                    return interrupted ? AuthResult.rejected("late") : AuthResult.accepted("late");
                },
                new FakeReference(Map.of("service.id", 1L)));
        try {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                outcomes.add(broker.authenticate(CREDENTIALS).toCompletableFuture());
            }
            // One is inside, one waits for the only thread, and for the third there is no room.
            assertThat(bare(outcomes.get(0).get(30, TimeUnit.SECONDS))).isEqualTo(refused(AuthFailure.TIMEOUT));
            assertThat(bare(outcomes.get(1).get(30, TimeUnit.SECONDS))).isEqualTo(refused(AuthFailure.TIMEOUT));
            assertThat(bare(outcomes.get(2))).isEqualTo(refused(AuthFailure.PROXY_ERROR));
        } finally {
            released.countDown();
            broker.deactivate();
        }
    }

    @Test
    void whenTheBrokerStopsWhoWaitsIsRefusedAndSoIsWhoComesLater() {
        List<String> asked = new ArrayList<>();
        gateway.add(credentials -> {
            asked.add(credentials.token());
            return never;
        });
        CompletableFuture<Outcome> before =
                service.authenticate(credentials("before")).toCompletableFuture();
        gateway.broker.deactivate();
        assertThat(bare(before)).isEqualTo(refused(AuthFailure.ABORTED));
        assertThat(outcome("after")).isEqualTo(refused(AuthFailure.ABORTED));
        assertThat(service.use(CREDENTIALS, SOMEBODY).toCompletableFuture()).isCompletedWithValue(false);
        assertThat(asked).containsExactly("before");
        never.complete(SOMEBODY);
        assertThat(bare(before)).isEqualTo(refused(AuthFailure.ABORTED));
    }

    @Test
    void nobodyElseCanCompleteAnOutcome() {
        gateway.add(credentials -> never);
        CompletionStage<Outcome> outcome = service.authenticate(CREDENTIALS);
        outcome.toCompletableFuture().complete(refused(AuthFailure.ABORTED));
        never.complete(SOMEBODY);
        assertThat(bare(outcome.toCompletableFuture())).isEqualTo(admitted(SOMEBODY));
    }

    // use

    @Test
    void aTokenIsUsedAsOftenAsItIsGoodAndRefusedFromThenOn() {
        gateway.add(credentials -> CompletableFuture.completedStage(TWICE));
        for (int i = 0; i < 2; i++) {
            assertThat(outcome("t")).isEqualTo(admitted(TWICE)); // this alone uses nothing
            assertThat(use(CREDENTIALS, TWICE)).isTrue();
        }
        assertThat(use(CREDENTIALS, TWICE)).isFalse();
        assertThat(outcome("t")).isEqualTo(refused(AuthFailure.AUTHENTICATION_FAILED));
        assertThat(gateway.authenticated("t", "a").heard()).containsExactly("rejected AUTHENTICATION_FAILED");
        assertThat(outcome("another")).isEqualTo(admitted(TWICE));
    }

    @Test
    void tunnelsAndOtherUsesAreCountedTogether() {
        gateway.add(credentials -> CompletableFuture.completedStage(TWICE));
        assertThat(use(CREDENTIALS, TWICE)).isTrue();
        gateway.authenticated("t", "a");
        assertThat(gateway.authenticated("t", "b").joined()).isTrue();
        assertThat(use(CREDENTIALS, TWICE)).isFalse();
    }

    @Test
    void formsOfOneTokenAreCountedTogether() {
        AuthResult.Accepted shared = SOMEBODY.goodFor(new AuthResult.Uses(1, UNTIL, "what they share"));
        assertThat(use(credentials("one form"), shared)).isTrue();
        assertThat(use(credentials("another form"), shared)).isFalse();
        String counted = RendezvousKey.scopeOfToken("what they share");
        assertThat(gateway.rendezvous.spent(counted, 1).toCompletableFuture()).isCompletedWithValue(true);
    }

    @Test
    void aTokenThatIsGoodForAnyNumberIsNotCounted() {
        gateway.rendezvous.tokens = CompletableFuture.failedStage(new IllegalStateException("not to be asked"));
        assertThat(use(CREDENTIALS, SOMEBODY)).isTrue();
    }

    @Test
    void aRendezvousThatFailsOrHangsRefuses() {
        gateway.add(credentials -> CompletableFuture.completedStage(TWICE));
        gateway.rendezvous.tokens = CompletableFuture.failedStage(new IllegalStateException("cluster away"));
        assertThat(outcome("t")).isEqualTo(refused(AuthFailure.PROXY_ERROR));
        assertThat(use(CREDENTIALS, TWICE)).isFalse();
        gateway.rendezvous.tokens = new CompletableFuture<>();
        CompletableFuture<Outcome> outcome = service.authenticate(CREDENTIALS).toCompletableFuture();
        CompletableFuture<Boolean> used = service.use(CREDENTIALS, TWICE).toCompletableFuture();
        assertThat(used).isNotDone();
        gateway.timers.pass(Duration.ofSeconds(8));
        assertThat(bare(outcome)).isEqualTo(refused(AuthFailure.TIMEOUT));
        assertThat(used).isCompletedWithValue(false);
    }

    @Test
    void noTimerIsLeftBehindAnAnswer() {
        gateway.add(credentials -> CompletableFuture.completedStage(TWICE));
        assertThat(outcome("t")).isEqualTo(admitted(TWICE));
        assertThat(use(CREDENTIALS, TWICE)).isTrue();
        assertThat(gateway.timers.waiting()).as("only the broker's own").isEqualTo(1);
    }

    private Outcome outcome(String token) {
        CompletableFuture<Outcome> outcome =
                service.authenticate(credentials(token)).toCompletableFuture();
        assertThat(outcome).isCompleted();
        return bare(outcome.join());
    }

    private static Outcome bare(CompletableFuture<Outcome> outcome) {
        assertThat(outcome).isCompleted();
        return bare(outcome.join());
    }

    /** Without who decided so, and why. */
    private static Outcome bare(Outcome outcome) {
        return outcome instanceof Outcome.Admitted admitted
                ? admitted(admitted.as())
                : refused(((Outcome.Refused) outcome).failure());
    }

    private boolean use(Credentials credentials, AuthResult.Accepted as) {
        CompletableFuture<Boolean> used = service.use(credentials, as).toCompletableFuture();
        assertThat(used).isCompleted();
        return used.join();
    }

    private static Credentials credentials(String token) {
        return new Credentials(token, null, null, null, new FakeConnection("http-1", 1).info());
    }

    private static Outcome admitted(AuthResult.Accepted as) {
        return new Outcome.Admitted(as, "");
    }

    private static Outcome refused(AuthFailure failure) {
        return new Outcome.Refused(failure, "", "");
    }
}
