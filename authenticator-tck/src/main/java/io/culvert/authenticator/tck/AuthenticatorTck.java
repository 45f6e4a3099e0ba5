package io.culvert.authenticator.tck;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The tests that every authenticator must pass. Extend this class, say how to make the authenticator and what it is to
 * answer to a few credentials, and run it with JUnit 5.
 *
 * <p>Each check is about one thing: where an authenticator cannot be checked for it because of another fault, that check
 * is aborted, and another one fails.
 *
 * <p>That no secret is logged can only be checked if the log is seen. What goes to System.out, System.err and
 * java.util.logging is. For slf4j have {@code slf4j-jdk14}, which writes to java.util.logging, on the class path of the
 * tests and no other binding; the check fails if what is logged through slf4j at level DEBUG is not seen.
 */
public abstract class AuthenticatorTck {

    private static final int THREADS = 16;
    private static final int ROUNDS = 32;
    private static final int MANY_CALLS = 512;
    /** Threads that the JVM may start by itself meanwhile. */
    private static final int OTHER_THREADS = 16;
    /** What is shorter may be part of a text by chance. */
    private static final int SHORTEST_SECRET = 8;

    private @Nullable Caller caller;
    private @Nullable Output output;

    private record Sample(Credentials credentials, Class<? extends AuthResult> outcome) {}

    /** A new authenticator, ready to be asked; called once for each check. */
    protected abstract Authenticator authenticator() throws Exception;

    /** Credentials that it accepts; at least one. */
    protected abstract List<Credentials> accepted() throws Exception;

    /** Credentials that it rejects; none if it never rejects. */
    protected abstract List<Credentials> rejected() throws Exception;

    /** Credentials that are not of its kind, so that it abstains; none if it never abstains. */
    protected abstract List<Credentials> foreign() throws Exception;

    /** How long an answer is waited for; generous, it is no measurement. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** Credentials with this token, a uuid, a name and a nonce, of a peer that came by WebSocket over TLS. */
    protected static Credentials credentials(String token) {
        return new Credentials(
                token,
                "{6f1e9a52-8c1f-4d3b-9a77-2f0d5c3b1e10}",
                "tck",
                "nonce-of-the-tck",
                new ConnectionInfo(
                        "c1",
                        ConnectionInfo.Kind.WEBSOCKET,
                        true,
                        "main",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_001),
                        Instant.EPOCH,
                        List.of()));
    }

    @AfterEach
    void end() {
        if (caller != null) {
            caller.close();
        }
        if (output != null) {
            output.close();
        }
    }

    @Test
    void acceptsWhatIsGood() throws Exception {
        assertFalse(accepted().isEmpty(), "accepted() gives no credentials");
        checkOutcome(accepted(), Accepted.class);
    }

    @Test
    void rejectsWhatIsWrong() throws Exception {
        checkOutcome(rejected(), Rejected.class);
    }

    @Test
    void abstainsFromWhatIsForeign() throws Exception {
        checkOutcome(foreign(), Abstained.class);
    }

    @Test
    void answersInTime() throws Exception {
        for (Sample sample : samples()) {
            assertFalse(
                    caller().ask(sample.credentials()) instanceof Answer.Late,
                    () -> sample.outcome().getSimpleName() + " expected, but no answer within " + patience());
        }
    }

    @Test
    void neverAnswersNull() throws Exception {
        for (Sample sample : samples()) {
            Answer answer = caller().ask(sample.credentials());
            assertFalse(answer instanceof Answer.Nothing, answer::kind);
        }
    }

    /** The identity is shown to operators, so it is there, and is not the secret. */
    @Test
    void saysWhoAPeerIs() throws Exception {
        for (Credentials credentials : accepted()) {
            if (caller().ask(credentials) instanceof Answer.Given given && given.result() instanceof Accepted peer) {
                assertFalse(peer.identity().isBlank(), "the identity is blank");
                assertFalse(peer.identity().equals(credentials.token()), "the identity is the token");
                assertFalse(containsSecretOf(credentials, peer.identity()), "a secret is in the identity");
            }
        }
    }

    /** Neither the token nor the nonce is in what the authenticator gives: scope, attributes, reason, exceptions. */
    @Test
    void putsNoSecretIntoTexts() throws Exception {
        for (Credentials credentials : everyKindOfCredentials()) {
            for (Answer answer : List.of(caller().ask(credentials), caller().askInterrupted(credentials))) {
                assertFalse(containsSecretOf(credentials, answer.texts()), () -> "a secret is in: " + answer.kind());
                assertFalse(
                        containsSecretOf(credentials, String.valueOf(caller().authenticator())),
                        "a secret is in the authenticator's toString()");
            }
        }
    }

    @Test
    void logsNoSecret() throws Exception {
        Output seen = output();
        assertTrue(
                seen.seesSlf4j(),
                "what is logged through slf4j cannot be seen: put org.slf4j:slf4j-jdk14 on the class path of the tests"
                        + " and no other binding");
        for (Credentials credentials : everyKindOfCredentials()) {
            caller().ask(credentials);
            caller().askInterrupted(credentials);
        }
        String text = seen.text();
        for (Credentials credentials : everyKindOfCredentials()) {
            assertFalse(containsSecretOf(credentials, text), "a token or nonce was logged");
        }
    }

    /** A peer must not be able to make an authenticator fail: after a few failures nobody would be let in. */
    @TestFactory
    Stream<DynamicTest> turnsHostileTokensAway() {
        return HostileToken.all().stream()
                .map(hostile -> DynamicTest.dynamicTest(hostile.what(), () -> checkTurnedAway(hostile.token())));
    }

    @TestFactory
    Stream<DynamicTest> turnsAlmostGoodTokensAway() throws Exception {
        String good = accepted().get(0).token();
        return Stream.of(
                DynamicTest.dynamicTest("its first half", () -> checkTurnedAway(good.substring(0, good.length() / 2))),
                DynamicTest.dynamicTest("with a letter in front", () -> checkTurnedAway("x" + good)),
                DynamicTest.dynamicTest("with NUL behind", () -> checkTurnedAway(good + "\0")),
                DynamicTest.dynamicTest("twice", () -> checkTurnedAway(good + good)));
    }

    /** A dialect may have no uuid, name or nonce; what comes of it is the authenticator's decision. */
    @Test
    void copesWithoutUuidNameAndNonce() throws Exception {
        for (Sample sample : samples()) {
            Answer answer = caller().ask(bare(sample.credentials()));
            assertTrue(answer instanceof Answer.Given, answer::kind);
        }
    }

    @Test
    void answersRightOnManyThreads() throws Exception {
        assumeThatItWorks();
        List<Sample> samples = samples();
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                answers.add(caller().start(samples.get(i % samples.size()).credentials(), false));
            }
            for (int i = 0; i < THREADS; i++) {
                Answer answer = caller().await(answers.get(i));
                Class<?> outcome = samples.get(i % samples.size()).outcome();
                assertTrue(
                        answer.is(samples.get(i % samples.size()).outcome()),
                        () -> outcome.getSimpleName() + " expected while others ask, but was: " + answer.kind());
            }
        }
    }

    /** The gateway interrupts a call whose deadline is over; that one may fail, the next must not. */
    @Test
    void survivesInterrupts() throws Exception {
        assumeThatItWorks();
        for (Sample sample : samples()) {
            Answer interrupted = caller().askInterrupted(sample.credentials());
            assertTrue(
                    interrupted instanceof Answer.Failed || interrupted.is(sample.outcome()),
                    () -> "on an interrupted thread: " + interrupted.kind());
            Answer next = caller().ask(sample.credentials());
            assertTrue(next.is(sample.outcome()), () -> "after an interrupted call: " + next.kind());
        }
    }

    @Test
    void leavesNoThreadsBehind() throws Exception {
        assumeThatItWorks();
        askManyTimes(); // so that its pools are full
        Set<Thread> before = Caller.otherThreads();
        askManyTimes();
        Set<Thread> after = Caller.otherThreads();
        after.removeAll(before);
        assertTrue(
                after.size() <= OTHER_THREADS,
                () -> after.size() + " more threads after " + MANY_CALLS + " calls, among them "
                        + after.iterator().next());
    }

    private void askManyTimes() throws Exception {
        List<Sample> samples = samples();
        for (int i = 0; i < MANY_CALLS; i++) {
            caller().ask(samples.get(i % samples.size()).credentials());
        }
    }

    private void checkOutcome(List<Credentials> all, Class<? extends AuthResult> outcome) throws Exception {
        for (Credentials credentials : all) {
            Answer answer = caller().ask(credentials);
            assumeTrue(answer instanceof Answer.Given || answer instanceof Answer.Failed, answer.kind());
            if (!answer.is(outcome)) {
                fail(
                        outcome.getSimpleName() + " expected, but was: " + answer.kind(),
                        answer instanceof Answer.Failed failed ? failed.cause() : null);
            }
        }
    }

    private void checkTurnedAway(String token) throws Exception {
        Credentials full = credentials(token);
        Credentials bare = bare(full);
        assertAll(Stream.of(full, bare).map(credentials -> () -> {
            Answer answer = caller().ask(credentials);
            assertTrue(answer.isNo(), () -> "Rejected or Abstained expected, but was: " + answer.kind());
        }));
    }

    private void assumeThatItWorks() throws Exception {
        for (Sample sample : samples()) {
            assumeTrue(caller().ask(sample.credentials()).is(sample.outcome()), "another check fails");
        }
    }

    private List<Sample> samples() throws Exception {
        List<Sample> samples = new ArrayList<>();
        accepted().forEach(credentials -> samples.add(new Sample(credentials, Accepted.class)));
        rejected().forEach(credentials -> samples.add(new Sample(credentials, Rejected.class)));
        foreign().forEach(credentials -> samples.add(new Sample(credentials, Abstained.class)));
        return samples;
    }

    private List<Credentials> everyKindOfCredentials() throws Exception {
        List<Credentials> all = new ArrayList<>();
        for (Sample sample : samples()) {
            all.add(sample.credentials());
            all.add(bare(sample.credentials()));
        }
        HostileToken.all().forEach(hostile -> all.add(credentials(hostile.token())));
        return all;
    }

    private static Credentials bare(Credentials credentials) {
        return new Credentials(credentials.token(), null, null, null, credentials.connection());
    }

    /** Whether the token, the nonce or the recognizable part of a hostile token is in a text. */
    private static boolean containsSecretOf(Credentials credentials, String text) {
        String nonce = credentials.nonce();
        return text.contains(HostileToken.MARK)
                || (isSecret(credentials.token()) && text.contains(credentials.token()))
                || (nonce != null && isSecret(nonce) && text.contains(nonce));
    }

    private static boolean isSecret(String text) {
        return text.length() >= SHORTEST_SECRET;
    }

    private Caller caller() throws Exception {
        Caller current = caller;
        if (current == null) {
            output(); // before the authenticator is made, to see what it logs then
            current = new Caller(authenticator(), patience());
            caller = current;
        }
        return current;
    }

    private Output output() {
        Output current = output;
        if (current == null) {
            current = new Output();
            output = current;
        }
        return current;
    }
}
