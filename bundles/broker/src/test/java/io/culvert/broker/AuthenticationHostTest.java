package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.codec.AuthFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthenticationHostTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Credentials CREDENTIALS =
            new Credentials("secret-token", null, null, "secret-nonce", new FakeConnection("c1", 1).info());
    private static final Outcome ADMITTED = bare(new Outcome.Admitted(new AuthResult.Accepted("me"), "any"));

    private final FakeTimers timers = new FakeTimers();
    private final DirectWorkers workers = new DirectWorkers();
    private final AuthenticationHost host = new AuthenticationHost(timers, workers, DEADLINE);
    private final List<Outcome> outcomes = new ArrayList<>();

    @Test
    void theHighestRankingIsAskedFirstAndTheOlderOfEquals() {
        List<String> asked = new ArrayList<>();
        put(4, "low", -1, noting(asked, "low"));
        put(3, "young", 0, noting(asked, "young"));
        put(2, "old", 0, noting(asked, "old"));
        put(5, "text", "7", noting(asked, "text"));
        put(6, "high", 12, noting(asked, "high"));
        put(7, "nonsense", "first!", noting(asked, "nonsense"));
        check();
        assertThat(asked).containsExactly("high", "text", "old", "young", "nonsense", "low");
        assertThat(host.authenticators())
                .extracting(AuthenticatorInfo::name)
                .containsExactly("high", "text", "old", "young", "nonsense", "low");
        assertThat(host.authenticators()).allMatch(info -> info.abstained() == 1);
    }

    @Test
    void whenAllAbstainThePeerIsRejected() {
        put(1, "a", 0, credentials -> AuthResult.abstained());
        check();
        assertThat(outcomes).containsExactly(refused(AuthFailure.AUTHENTICATION_FAILED));
    }

    @Test
    void theFirstOpinionCounts() {
        put(1, "a", 3, credentials -> AuthResult.abstained());
        put(2, "b", 2, credentials -> AuthResult.rejected("no"));
        put(3, "c", 1, credentials -> AuthResult.accepted("me"));
        check();
        assertThat(outcomes).containsExactly(refused(AuthFailure.AUTHENTICATION_FAILED));
        assertThat(host.authenticators().get(1).rejected()).isEqualTo(1);
        assertThat(host.authenticators().get(2).accepted()).isZero();
    }

    @Test
    void everyKindOfFailureIsARejectionAndNobodyElseIsAsked() {
        assertFailure(
                credentials -> {
                    throw new IllegalStateException("database away");
                },
                "IllegalStateException: database away");
        assertFailure(
                credentials -> {
                    throw new NoClassDefFoundError("a/bundle/That/Left");
                },
                "NoClassDefFoundError");
        assertFailure(
                credentials -> {
                    throw new StackOverflowError();
                },
                "StackOverflowError");
        assertFailure(credentials -> nothing(AuthResult.abstained()), "null instead of a stage");
        assertFailure(
                credentials -> CompletableFuture.completedStage(nothing(new AuthResult.Abstained())),
                "null instead of a result");
        assertFailure(
                credentials -> CompletableFuture.completedStage(new AuthResult.Accepted(nothing("name"))),
                "null instead of a result");
        assertFailure(
                credentials ->
                        CompletableFuture.completedStage(new AuthResult.Accepted("me").within(nothing(Limits.NONE))),
                "null instead of a result");
        assertFailure(credentials -> CompletableFuture.failedStage(new IllegalStateException("x")), "x");
        assertFailure(
                credentials -> CompletableFuture.supplyAsync(
                        () -> {
                            throw new IllegalStateException("wrapped");
                        },
                        Runnable::run),
                "java.lang.IllegalStateException: wrapped");
    }

    private static void assertFailure(Authenticator bad, String error) {
        AuthenticationHostTest test = new AuthenticationHostTest();
        test.put(1, "bad", 1, bad);
        test.put(2, "good", 0, credentials -> AuthResult.accepted("me"));
        test.check();
        assertThat(test.outcomes).containsExactly(refused(AuthFailure.PROXY_ERROR));
        AuthenticatorInfo info = test.host.authenticators().get(0);
        assertThat(info.failed()).isEqualTo(1);
        assertThat(info.lastError()).contains(error);
        assertThat(test.host.authenticators().get(1).accepted()).isZero();
    }

    @Test
    void errorsShowNoSecrets() {
        put(1, "bad", 0, credentials -> {
            throw new IllegalStateException("cannot parse " + credentials.token() + " of " + credentials.nonce());
        });
        check();
        assertThat(host.authenticators().get(0).lastError())
                .contains("cannot parse *** of ***")
                .doesNotContain("secret");
    }

    @Test
    void aLateAnswerIsARejectionAndCountedOnce() {
        CompletableFuture<AuthResult> answer = new CompletableFuture<>();
        put(1, "slow", 0, credentials -> answer);
        check();
        timers.pass(DEADLINE.minusMillis(1));
        assertThat(outcomes).isEmpty();
        timers.pass(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(refused(AuthFailure.TIMEOUT));
        answer.complete(new AuthResult.Accepted("me"));
        assertThat(outcomes).hasSize(1);
        AuthenticatorInfo info = host.authenticators().get(0);
        assertThat(info.failed()).isEqualTo(1);
        assertThat(info.accepted()).isZero();
        assertThat(info.median()).isEqualTo(DEADLINE);
        assertThat(info.lastError()).contains("5000 ms");
    }

    @Test
    void eachAuthenticatorHasADeadlineOfItsOwn() {
        CompletableFuture<AuthResult> first = new CompletableFuture<>();
        CompletableFuture<AuthResult> second = new CompletableFuture<>();
        put(1, "first", 1, credentials -> first);
        put(2, "second", 0, credentials -> second);
        check();
        timers.pass(Duration.ofSeconds(4));
        first.complete(new AuthResult.Abstained());
        timers.pass(Duration.ofSeconds(4));
        second.complete(new AuthResult.Accepted("me"));
        assertThat(outcomes).containsExactly(ADMITTED);
        timers.pass(Duration.ofMinutes(1));
        assertThat(host.authenticators()).allMatch(info -> info.failed() == 0);
    }

    @Test
    void aSecondAnswerChangesNothingAndIsCountedAsAFailure() {
        List<BiConsumer<? super AuthResult, ? super Throwable>> listeners = new ArrayList<>();
        CompletableFuture<AuthResult> repeating = new CompletableFuture<>() {
            @Override
            public CompletableFuture<AuthResult> whenComplete(
                    BiConsumer<? super AuthResult, ? super Throwable> listener) {
                listeners.add(listener);
                return this;
            }
        };
        put(1, "twice", 0, credentials -> repeating);
        check();
        listeners.get(0).accept(new AuthResult.Rejected("no"), nothing(new IllegalStateException()));
        listeners.get(0).accept(new AuthResult.Accepted("me"), nothing(new IllegalStateException()));
        assertThat(outcomes).containsExactly(refused(AuthFailure.AUTHENTICATION_FAILED));
        AuthenticatorInfo info = host.authenticators().get(0);
        assertThat(info.rejected()).isEqualTo(1);
        assertThat(info.accepted()).isZero();
        assertThat(info.failed()).isEqualTo(1);
        assertThat(info.lastError()).contains("second answer");
    }

    @Test
    void withoutRoomThePeerIsRefusedAsTheGatewaysFault() {
        put(1, "a", 0, credentials -> AuthResult.accepted("me"));
        workers.full = true;
        check();
        assertThat(outcomes).containsExactly(refused(AuthFailure.PROXY_ERROR));
        assertThat(host.authenticators().get(0).failed()).isZero();
    }

    @Test
    void nobodyIsAskedForAPeerThatLeft() {
        put(1, "a", 0, credentials -> AuthResult.accepted("me"));
        host.check(CREDENTIALS, () -> false, this::note);
        assertThat(outcomes).isEmpty();
        assertThat(host.authenticators().get(0).accepted()).isZero();
    }

    @Test
    void aFaultBehindTheAnswerDoesNotReachTheAuthenticator() {
        CompletableFuture<AuthResult> answer = new CompletableFuture<>();
        put(1, "a", 0, credentials -> answer);
        host.check(CREDENTIALS, () -> true, verdict -> {
            throw new IllegalStateException("ours");
        });
        answer.complete(new AuthResult.Accepted("me"));
        assertThat(host.authenticators().get(0).accepted()).isEqualTo(1);
        assertThat(host.authenticators().get(0).failed()).isZero();
    }

    @Test
    void aChangedServiceIsTheSameAuthenticator() {
        Authenticator authenticator = credentials -> AuthResult.accepted("me");
        put(1, "a", 0, authenticator);
        check();
        put(1, "renamed", 9, authenticator);
        assertThat(host.authenticators()).singleElement().satisfies(info -> {
            assertThat(info.name()).isEqualTo("renamed");
            assertThat(info.ranking()).isEqualTo(9);
            assertThat(info.accepted()).isEqualTo(1);
        });
        host.remove(Map.of("service.id", 1L));
        assertThat(host.authenticators()).isEmpty();
    }

    @Test
    void aNamelessAuthenticatorHasTheNameOfItsComponent() {
        Authenticator authenticator = credentials -> AuthResult.abstained();
        host.put(authenticator, Map.of("service.id", 1L, "component.name", "org.example.DoorMan"), "org.example");
        assertThat(host.authenticators().get(0).name()).isEqualTo("DoorMan");
        assertThat(host.authenticators().get(0).bundle()).isEqualTo("org.example");
    }

    // Terms of its own

    @Test
    void anAuthenticatorMayHaveAnotherDeadline() {
        put("slow", Map.of("deadline", "2"), credentials -> new CompletableFuture<>());
        check();
        timers.pass(Duration.ofSeconds(2));
        assertThat(outcomes).containsExactly(refused(AuthFailure.TIMEOUT));
    }

    @Test
    void whomItAcceptedIsRememberedForAsLongAsItSays() {
        List<String> asked = new ArrayList<>();
        put("cloud", Map.of("cache.age", 60), credentials -> {
            asked.add(credentials.token());
            return AuthResult.accepted("me");
        });
        check();
        timers.pass(Duration.ofSeconds(59));
        check();
        assertThat(outcomes).containsExactly(ADMITTED, ADMITTED);
        assertThat(asked).hasSize(1);
        assertThat(host.authenticators().get(0).remembered()).isEqualTo(1);
        timers.pass(Duration.ofSeconds(1));
        check();
        assertThat(asked).hasSize(2);
    }

    @Test
    void onlyTheSameCredentialsAreRemembered() {
        List<String> asked = new ArrayList<>();
        put("cloud", Map.of("cache.age", 60), credentials -> {
            asked.add("one");
            return AuthResult.accepted("me");
        });
        List<Credentials> different = List.of(
                credentials("ab", null, null, "c"),
                credentials("a", null, null, "bc"),
                credentials("a", null, "bc", null),
                credentials("a", "bc", null, null),
                credentials("a", "bc", null, ""),
                credentials("a", "", "bc", ""));
        for (Credentials each : different) {
            host.check(each, () -> true, this::note);
        }
        assertThat(asked).hasSize(different.size());
    }

    @Test
    void whatTheAnswerDoesNotDependOnMayDiffer() {
        List<String> asked = new ArrayList<>();
        put("cloud", Map.of("cache.age", 60, "cache.by", "uuid"), credentials -> {
            asked.add("one");
            return AuthResult.accepted("me");
        });
        host.check(credentials("t", "u", "a", "1"), () -> true, this::note);
        host.check(credentials("t", "u", "b", "2"), () -> true, this::note);
        assertThat(asked).hasSize(1);
        host.check(credentials("t", "v", "b", "2"), () -> true, this::note);
        assertThat(asked).hasSize(2);
    }

    @Test
    void neitherRejectionsNorTokensWithANumberOfUsesAreRemembered() {
        List<AuthResult> results = new ArrayList<>(List.of(
                new AuthResult.Rejected("no"),
                new AuthResult.Accepted("me").goodFor(new AuthResult.Uses(1, Instant.MAX)),
                new AuthResult.Abstained()));
        put("cloud", Map.of("cache.age", 60), credentials -> CompletableFuture.completedStage(results.remove(0)));
        check();
        check();
        check();
        assertThat(results).isEmpty();
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        List<String> asked = new ArrayList<>();
        put("cloud", Map.of("cache.age", 60, "cache.size", 2), credentials -> {
            asked.add(credentials.token());
            return AuthResult.accepted("me");
        });
        for (String token : List.of("a", "b", "c", "c", "b", "a")) {
            host.check(credentials(token, null, null, null), () -> true, this::note);
        }
        assertThat(asked).containsExactly("a", "b", "c", "a");
    }

    @Test
    void aChangedAuthenticatorIsAskedAgain() {
        put("cloud", Map.of("cache.age", 60), credentials -> AuthResult.accepted("me"));
        check();
        put("cloud", Map.of("cache.age", 60), credentials -> AuthResult.rejected("no longer"));
        check();
        assertThat(outcomes).containsExactly(ADMITTED, refused(AuthFailure.AUTHENTICATION_FAILED));
    }

    @Test
    void whoFailsTooOftenIsNotAskedForAWhileAndThenTriedOnce() {
        List<CompletableFuture<AuthResult>> asked = new ArrayList<>();
        put("cloud", Map.of("circuit.failures", 3, "circuit.pause", 10), credentials -> {
            CompletableFuture<AuthResult> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        });
        for (int i = 0; i < 3; i++) {
            assertThat(circuit()).isEqualTo(AuthenticatorInfo.Circuit.CLOSED);
            check();
            asked.get(i).completeExceptionally(new IllegalStateException("away"));
        }
        assertThat(circuit()).isEqualTo(AuthenticatorInfo.Circuit.OPEN);
        check();
        assertThat(asked).hasSize(3);
        assertThat(outcomes).hasSize(4).containsOnly(refused(AuthFailure.PROXY_ERROR));

        timers.pass(Duration.ofSeconds(10));
        check();
        check();
        assertThat(asked).hasSize(4);
        assertThat(circuit()).isEqualTo(AuthenticatorInfo.Circuit.HALF_OPEN);
        asked.get(3).completeExceptionally(new IllegalStateException("still away"));
        assertThat(circuit()).isEqualTo(AuthenticatorInfo.Circuit.OPEN);

        timers.pass(Duration.ofSeconds(10));
        check();
        asked.get(4).complete(new AuthResult.Rejected("no"));
        assertThat(circuit()).isEqualTo(AuthenticatorInfo.Circuit.CLOSED);
        check();
        assertThat(asked).hasSize(6);
    }

    @Test
    void anAnswerBetweenFailuresKeepsTheCircuitClosed() {
        List<String> tokens = List.of("bad", "bad", "good", "bad", "bad");
        put("cloud", Map.of("circuit.failures", 3), credentials -> {
            if (credentials.token().equals("bad")) {
                throw new IllegalStateException("bad");
            }
            return AuthResult.accepted("me");
        });
        tokens.forEach(token -> host.check(credentials(token, null, null, null), () -> true, this::note));
        assertThat(circuit()).isEqualTo(AuthenticatorInfo.Circuit.CLOSED);
    }

    @Test
    void aTrialForAPeerThatLeavesIsNone() {
        put("cloud", Map.of("circuit.failures", 1, "circuit.pause", 1), credentials -> {
            throw new IllegalStateException("away");
        });
        check();
        timers.pass(Duration.ofSeconds(1));
        host.check(CREDENTIALS, () -> false, this::note);
        check();
        assertThat(host.authenticators().get(0).calls()).isEqualTo(2);
    }

    // On real threads

    @Test
    void callsThatNeverComeBackCostTheAuthenticatorItsPlaceAndNobodyElse() throws Exception {
        BlockingQueue<Outcome> answers = new LinkedBlockingQueue<>();
        Semaphore entered = new Semaphore(0);
        CountDownLatch release = new CountDownLatch(1);
        try (WorkerPool pool = new WorkerPool(2, 10)) {
            AuthenticationHost real = new AuthenticationHost(timers, pool, DEADLINE);
            real.put(
                    credentials -> {
                        if (!credentials.token().equals("hang")) {
                            return AuthResult.abstained();
                        }
                        entered.release();
                        boolean done = false;
                        while (!done) {
                            try {
                                release.await();
                                done = true;
                            } catch (InterruptedException e) {
                                // the point of it
                            }
                        }
                        return AuthResult.accepted("too late");
                    },
                    Map.of("service.id", 1L, "ranking", 9),
                    "");
            real.put(credentials -> AuthResult.accepted("me"), Map.of("service.id", 2L), "");
            // Twice as many as the pool has threads.
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    real.check(
                            credentials("hang", null, null, null), () -> true, outcome -> answers.add(bare(outcome)));
                }
                assertThat(entered.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
                timers.pass(DEADLINE);
                timers.pass(Duration.ofSeconds(1));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(refused(AuthFailure.TIMEOUT));
            }
            assertThat(real.authenticators().get(0).circuit()).isEqualTo(AuthenticatorInfo.Circuit.STUCK);
            real.check(CREDENTIALS, () -> true, outcome -> answers.add(bare(outcome)));
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(refused(AuthFailure.PROXY_ERROR));
            // The pool has its threads for the others.
            real.remove(Map.of("service.id", 1L));
            real.check(CREDENTIALS, () -> true, outcome -> answers.add(bare(outcome)));
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(ADMITTED);
            release.countDown();
        }
    }

    @Test
    void anAuthenticatorThatBlocksIsInterruptedAtTheDeadline() throws Exception {
        BlockingQueue<Outcome> answers = new LinkedBlockingQueue<>();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (WorkerPool pool = new WorkerPool(1, 1)) {
            AuthenticationHost real = new AuthenticationHost(timers, pool, DEADLINE);
            real.put(
                    credentials -> {
                        if (interrupted.getCount() == 0) {
                            return AuthResult.accepted("me");
                        }
                        entered.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return AuthResult.accepted("me");
                    },
                    Map.of("service.id", 1L),
                    "");
            real.check(CREDENTIALS, () -> true, outcome -> answers.add(bare(outcome)));
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            timers.pass(DEADLINE);
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(refused(AuthFailure.TIMEOUT));
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            // The thread is free for the next one.
            real.check(CREDENTIALS, () -> true, outcome -> answers.add(bare(outcome)));
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(ADMITTED);
        }
    }

    private void put(long id, String name, Object ranking, Authenticator authenticator) {
        host.put(authenticator, Map.of("service.id", id, "name", name, "ranking", ranking), "bundle");
    }

    private void put(String name, Map<String, Object> terms, Authenticator authenticator) {
        Map<String, Object> properties = new HashMap<>(terms);
        properties.put("service.id", 1L);
        properties.put("name", name);
        host.put(authenticator, properties, "bundle");
    }

    private AuthenticatorInfo.Circuit circuit() {
        return host.authenticators().get(0).circuit();
    }

    private static Credentials credentials(
            String token, @Nullable String uuid, @Nullable String name, @Nullable String nonce) {
        return new Credentials(token, uuid, name, nonce, CREDENTIALS.connection());
    }

    private void check() {
        host.check(CREDENTIALS, () -> true, this::note);
    }

    private static Authenticator noting(List<String> asked, String name) {
        return credentials -> {
            asked.add(name);
            return AuthResult.abstained();
        };
    }

    private static Outcome refused(AuthFailure failure) {
        return new Outcome.Refused(failure, "", "");
    }

    private void note(Outcome outcome) {
        outcomes.add(bare(outcome));
    }

    /** Without who decided so, and why. */
    private static Outcome bare(Outcome outcome) {
        return outcome instanceof Outcome.Admitted admitted
                ? new Outcome.Admitted(admitted.as(), "")
                : refused(((Outcome.Refused) outcome).failure());
    }

    /** What an authenticator can give that was compiled without null checks. */
    @SuppressWarnings({"NullAway", "unused"}) // the point of it
    private static <T> T nothing(T insteadOf) {
        return null;
    }
}
