package io.culvert.authenticator.tck;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.Credentials;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Each thing that can be wrong with an authenticator, and the check that must find it. */
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state; nobody can declare them immutable
enum Flaw {
    ACCEPTS_WHAT_IS_WRONG("rejectsWhatIsWrong", () -> (c, right) -> isWrong(c) ? AuthResult.accepted("peer") : right),
    ABSTAINS_INSTEAD_OF_REJECTING(
            "rejectsWhatIsWrong", () -> (c, right) -> isWrong(c) ? AuthResult.abstained() : right),
    REJECTS_WHAT_IS_FOREIGN("abstainsFromWhatIsForeign", () -> (c, right) -> isForeign(c) ? rejected() : right),
    REJECTS_WHAT_IS_GOOD("acceptsWhatIsGood", () -> (c, right) -> isGood(c) ? rejected() : right),
    THROWS("acceptsWhatIsGood", () -> (c, right) -> {
        if (isGood(c)) {
            throw new IllegalStateException("broken");
        }
        return right;
    }),
    THROWS_AN_ERROR("acceptsWhatIsGood", () -> (c, right) -> {
        if (isGood(c)) {
            throw new NoClassDefFoundError("com/example/Missing");
        }
        return right;
    }),
    HANGS("answersInTime", () -> (c, right) -> {
        while (isGood(c)) {
            LockSupport.park();
            Thread.interrupted(); // or it would not park again
        }
        return right;
    }),
    NEVER_COMPLETES("answersInTime", () -> (c, right) -> isForeign(c) ? new CompletableFuture<>() : right),
    @SuppressWarnings("NullAway")
    RETURNS_NULL("neverAnswersNull", () -> (c, right) -> isForeign(c) ? null : right),
    @SuppressWarnings("NullAway")
    COMPLETES_WITH_NULL(
            "neverAnswersNull", () -> (c, right) -> isForeign(c) ? CompletableFuture.completedStage(null) : right),
    IDENTITY_IS_BLANK("saysWhoAPeerIs", () -> (c, right) -> isGood(c) ? AuthResult.accepted(" ") : right),
    IDENTITY_IS_THE_TOKEN("saysWhoAPeerIs", () -> (c, right) -> isGood(c) ? AuthResult.accepted(c.token()) : right),
    IDENTITY_HOLDS_THE_NONCE(
            "saysWhoAPeerIs", () -> (c, right) -> isGood(c) ? AuthResult.accepted("peer " + c.nonce()) : right),
    TOKEN_IS_THE_SCOPE(
            "putsNoSecretIntoTexts", () -> (c, right) -> isGood(c) ? stage(peer().inScope(c.token())) : right),
    NONCE_IS_AN_ATTRIBUTE(
            "putsNoSecretIntoTexts",
            () -> (c, right) -> isGood(c) ? stage(peer().with(Map.of("nonce", String.valueOf(c.nonce())))) : right),
    TOKEN_IS_IN_THE_REASON(
            "putsNoSecretIntoTexts",
            () -> (c, right) -> isWrong(c) ? AuthResult.rejected("bad token " + c.token()) : right),
    TOKEN_IS_IN_AN_EXCEPTION("putsNoSecretIntoTexts", () -> (c, right) -> {
        if (Thread.interrupted()) {
            throw new IllegalStateException("interrupted", new IllegalStateException("at " + c.token()));
        }
        return right;
    }),
    REJECTS_HOSTILE_TOKENS_BY_NAME(
            "putsNoSecretIntoTexts",
            () -> (c, right) -> c.token().contains(HostileToken.MARK) ? AuthResult.rejected(c.token()) : right),
    PRINTS_THE_TOKEN("logsNoSecret", () -> (c, right) -> {
        System.out.println("asked about " + c.token());
        return right;
    }),
    PRINTS_THE_NONCE_TO_ERR("logsNoSecret", () -> (c, right) -> {
        System.err.println("asked about " + c.nonce());
        return right;
    }),
    LOGS_THE_TOKEN_FINELY("logsNoSecret", () -> (c, right) -> {
        Logger.getLogger("example").log(Level.FINEST, "asked about {0}", c.token());
        return right;
    }),
    LOGS_THE_TOKEN_BY_SLF4J("logsNoSecret", () -> (c, right) -> {
        LoggerFactory.getLogger("example").debug("asked about {}", c.token());
        return right;
    }),
    LOGS_HOSTILE_TOKENS("logsNoSecret", () -> (c, right) -> {
        if (c.token().contains(HostileToken.MARK)) {
            LoggerFactory.getLogger("example").warn("strange token: {}", c.token());
        }
        return right;
    }),
    CHOKES_ON_LONE_SURROGATES("turnsHostileTokensAway", () -> (c, right) -> {
        if (c.token().codePoints().anyMatch(point -> point >= 0xd800 && point < 0xe000)) {
            throw new IllegalArgumentException("not Unicode");
        }
        return right;
    }),
    CHOKES_ON_LENGTH("turnsHostileTokensAway", () -> (c, right) -> {
        if (c.token().length() > 1 << 20) {
            throw new StackOverflowError();
        }
        return right;
    }),
    ACCEPTS_THE_EMPTY_TOKEN(
            "turnsHostileTokensAway", () -> (c, right) -> c.token().isEmpty() ? AuthResult.accepted("peer") : right),
    ACCEPTS_PREFIXES(
            "turnsAlmostGoodTokensAway",
            () -> (c, right) -> c.token().length() > 4 && FlawTest.GOOD.startsWith(c.token()) && !isGood(c)
                    ? AuthResult.accepted("peer")
                    : right),
    STOPS_AT_NUL(
            "turnsAlmostGoodTokensAway",
            () -> (c, right) -> c.token().equals(FlawTest.GOOD + "\0") ? AuthResult.accepted("peer") : right),
    NEEDS_A_UUID("copesWithoutUuidNameAndNonce", () -> (c, right) -> {
        if (c.uuid() == null && isKnown(c)) {
            throw new IllegalArgumentException("no uuid");
        }
        return right;
    }),
    IS_NOT_THREAD_SAFE("answersRightOnManyThreads", () -> new Behaviour() {
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public CompletionStage<AuthResult> answer(Credentials credentials, CompletionStage<AuthResult> right) {
            boolean alone = inside.incrementAndGet() == 1;
            LockSupport.parkNanos(1_000_000);
            inside.decrementAndGet();
            return alone ? right : AuthResult.rejected("out of order");
        }
    }),
    DIES_OF_INTERRUPTS("survivesInterrupts", () -> new Behaviour() {
        private volatile boolean dead;

        @Override
        public CompletionStage<AuthResult> answer(Credentials credentials, CompletionStage<AuthResult> right) {
            dead |= isKnown(credentials) && Thread.currentThread().isInterrupted();
            if (dead) {
                throw new IllegalStateException("the connection is closed");
            }
            return right;
        }
    }),
    ACCEPTS_WHEN_INTERRUPTED(
            "survivesInterrupts",
            () -> (c, right) -> Thread.currentThread().isInterrupted() ? AuthResult.accepted("peer") : right),
    LEAKS_THREADS("leavesNoThreadsBehind", () -> (c, right) -> {
        Thread thread = new Thread(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return right;
    });

    /** What a flawed authenticator answers instead of what is right. */
    interface Behaviour {
        CompletionStage<AuthResult> answer(Credentials credentials, CompletionStage<AuthResult> right);
    }

    final String check;
    /** Gives a new one for each authenticator. */
    final Supplier<Behaviour> behaviour;

    Flaw(String check, Supplier<Behaviour> behaviour) {
        this.check = check;
        this.behaviour = behaviour;
    }

    private static boolean isGood(Credentials credentials) {
        return credentials.token().equals(FlawTest.GOOD) && credentials.uuid() != null;
    }

    private static boolean isWrong(Credentials credentials) {
        return credentials.token().equals(FlawTest.WRONG) && credentials.uuid() != null;
    }

    private static boolean isForeign(Credentials credentials) {
        return credentials.token().equals(FlawTest.FOREIGN) && credentials.uuid() != null;
    }

    private static boolean isKnown(Credentials credentials) {
        return Set.of(FlawTest.GOOD, FlawTest.WRONG, FlawTest.FOREIGN).contains(credentials.token());
    }

    private static Accepted peer() {
        return new Accepted("peer");
    }

    private static CompletionStage<AuthResult> rejected() {
        return AuthResult.rejected("no");
    }

    private static CompletionStage<AuthResult> stage(AuthResult result) {
        return CompletableFuture.completedStage(result);
    }
}
