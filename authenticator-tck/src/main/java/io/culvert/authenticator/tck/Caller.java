package io.culvert.authenticator.tck;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks an authenticator as the gateway does: on threads of its own, with a deadline, and trusting it with nothing. A
 * thread that the authenticator does not give back is left alone; it does not keep the JVM from ending.
 */
final class Caller implements AutoCloseable {

    private static final String THREADS = "authenticator-tck";

    private final Authenticator authenticator;
    private final Duration patience;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, THREADS);
        thread.setDaemon(true);
        return thread;
    });

    Caller(Authenticator authenticator, Duration patience) {
        this.authenticator = authenticator;
        this.patience = patience;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /** Asks once, and waits for the answer. */
    Answer ask(Credentials credentials) throws InterruptedException {
        return await(start(credentials, false));
    }

    /** The same on a thread that somebody has interrupted before. */
    Answer askInterrupted(Credentials credentials) throws InterruptedException {
        return await(start(credentials, true));
    }

    /** Asks once; the answer comes later, or never. */
    CompletableFuture<Answer> start(Credentials credentials, boolean interrupted) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        threads.execute(() -> {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            call(credentials, answer);
            Thread.interrupted(); // the thread is used again
        });
        return answer;
    }

    /** Waits for an answer, as long as our patience lasts from now. */
    Answer await(CompletableFuture<Answer> answer) throws InterruptedException {
        return answer.completeOnTimeout(new Answer.Late(), patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    // A plugin call: it may throw anything, errors too, and must not get away with it unseen.
    @SuppressWarnings("NullAway") // null is what we are looking for
    private void call(Credentials credentials, CompletableFuture<Answer> answer) {
        try {
            CompletionStage<AuthResult> stage = authenticator.authenticate(credentials);
            if (stage == null) {
                answer.complete(new Answer.Nothing("null instead of a stage"));
                return;
            }
            stage.whenComplete((result, failure) -> {
                if (failure != null) {
                    answer.complete(new Answer.Failed(failure));
                } else if (result == null) {
                    answer.complete(new Answer.Nothing("a stage that completed with null"));
                } else {
                    answer.complete(new Answer.Given(result));
                }
            });
        } catch (Throwable e) {
            answer.complete(new Answer.Failed(e));
        }
    }

    /** The threads of the JVM that are not ours. */
    static Set<Thread> otherThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().equals(THREADS))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
