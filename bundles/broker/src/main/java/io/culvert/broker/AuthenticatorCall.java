package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.log.LogContext;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to one authenticator. Whatever that does, there is one answer, no later than the deadline: the first of
 * its result, its failure, and a {@link TimeoutException}.
 */
final class AuthenticatorCall {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatorCall.class);

    /** How long an interrupted thread may take to come back. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private enum Progress {
        ASKED,
        ANSWERED,
        FAILED
    }

    /** Where the thread is that asked. */
    private enum Presence {
        INSIDE,
        STUCK,
        BACK
    }

    private final HostedAuthenticator authenticator;
    private final Credentials credentials;
    private final Timers timers;
    private final Workers workers;
    private final Answer to;
    private final long start;
    private final Alarm deadline = new Alarm();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.ASKED);
    private final AtomicReference<Presence> presence = new AtomicReference<>(Presence.INSIDE);

    AuthenticatorCall(
            HostedAuthenticator authenticator, Credentials credentials, Timers timers, Workers workers, Answer to) {
        this.authenticator = authenticator;
        this.credentials = credentials;
        this.timers = timers;
        this.workers = workers;
        this.to = to;
        start = timers.now();
    }

    /** Asks. To be called once; blocks as long as the authenticator does. */
    void ask(Duration patience) {
        FutureTask<CompletionStage<AuthResult>> call =
                new FutureTask<>(() -> authenticator.service().authenticate(credentials));
        deadline.set(timers.after(patience, () -> {
            failed(new TimeoutException("no answer within " + patience.toMillis() + " ms"));
            call.cancel(true); // frees the thread, if it is still in there and the authenticator lets it go
            Timers.Timer unused = timers.after(GRACE, this::abandon);
        }));
        call.run();
        Thread.interrupted(); // meant for the authenticator only
        comeBack();
        try {
            CompletionStage<AuthResult> stage = call.get();
            if (stage == null) {
                failed(new IllegalStateException("null instead of a stage"));
            } else {
                stage.whenComplete(this::hear);
            }
        } catch (ExecutionException e) {
            failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException | RuntimeException e) { // cancelled, or a stage of the authenticator's own making
            failed(e);
        }
    }

    /** A thread that has not come back is given up, and another one takes its place, until it comes back. */
    private void abandon() {
        if (presence.compareAndSet(Presence.INSIDE, Presence.STUCK)) {
            workers.lost();
            if (authenticator.circuit().stuck()) {
                LOG.warn(
                        "Authenticator {} does not come back from {} calls, and is not asked until one of them does",
                        authenticator.name(),
                        Circuit.MOST_STUCK);
            }
        }
    }

    private void comeBack() {
        if (presence.getAndSet(Presence.BACK) == Presence.STUCK) {
            workers.found();
            authenticator.circuit().cameBack();
        }
    }

    private void hear(@Nullable AuthResult result, @Nullable Throwable failure) {
        if (failure != null) {
            failed(failure);
        } else if (result == null || isNobody(result)) {
            failed(new IllegalStateException("null instead of a result"));
        } else if (progress.compareAndSet(Progress.ASKED, Progress.ANSWERED)) {
            authenticator.circuit().answered();
            authenticator.statistics().answered(authenticator.name(), result, took());
            tell(result, null);
        } else {
            again();
        }
    }

    private void failed(Throwable failure) {
        if (progress.compareAndSet(Progress.ASKED, Progress.FAILED)) {
            authenticator.statistics().failed(authenticator.name(), describe(failure, credentials), took());
            if (authenticator.circuit().failed(authenticator.terms(), timers.now())) {
                LOG.warn(
                        "Authenticator {} failed {} times in a row; it is asked again every {} s",
                        authenticator.name(),
                        authenticator.terms().circuitFailures(),
                        authenticator.terms().circuitPause().toSeconds());
            }
            tell(null, failure);
        } else if (!(failure instanceof TimeoutException)) {
            again();
        }
    }

    private void again() {
        // After a failure, the deadline's above all, one more answer is no news.
        if (progress.get() == Progress.ANSWERED) {
            authenticator.statistics().misbehaved(authenticator.name(), "a second answer to one question");
        }
    }

    private void tell(@Nullable AuthResult result, @Nullable Throwable failure) {
        deadline.off();
        try {
            LogContext.within(credentials.connection().id(), () -> to.come(result, failure));
        } catch (RuntimeException e) { // this may be the authenticator's thread, which would hide it
            LOG.error(
                    "Connection {}: the end of its authentication was lost",
                    credentials.connection().id(),
                    e);
        }
    }

    private Duration took() {
        return Duration.ofNanos(timers.now() - start);
    }

    /** Authenticators are not compiled with our null checks. */
    private static boolean isNobody(AuthResult result) {
        if (!(result instanceof AuthResult.Accepted accepted)) {
            return false;
        }
        @Nullable String identity = accepted.identity();
        @Nullable Limits limits = accepted.limits();
        return identity == null || limits == null;
    }

    /** Why a peer was rejected, without what an authenticator should not have written there. */
    static String reason(AuthResult.Rejected rejected, Credentials credentials) {
        @Nullable String reason = rejected.reason();
        return reason == null ? "" : withoutSecrets(reason, credentials);
    }

    /** What went wrong, for the operator. */
    static String describe(Throwable failure, Credentials credentials) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        StringBuilder text = new StringBuilder(cause.getClass().getName());
        if (cause.getMessage() != null) {
            text.append(": ").append(withoutSecrets(cause.getMessage(), credentials));
        }
        StackTraceElement[] trace = cause.getStackTrace();
        if (trace.length > 0 && !(cause instanceof TimeoutException)) {
            text.append(" at ").append(trace[0]);
        }
        return text.toString();
    }

    private static String withoutSecrets(String message, Credentials credentials) {
        String safe = credentials.token().isEmpty() ? message : message.replace(credentials.token(), "***");
        String nonce = credentials.nonce();
        return nonce == null || nonce.isEmpty() ? safe : safe.replace(nonce, "***");
    }

    /** Receives the answer; one of the two is {@code null}. */
    @FunctionalInterface
    interface Answer {
        void come(@Nullable AuthResult result, @Nullable Throwable failure);
    }
}
