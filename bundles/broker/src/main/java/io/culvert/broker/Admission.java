package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.Credentials;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.rendezvous.Rendezvous;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a peer is let in: the authenticators must know it, and its token must not be used up. Sessions watch the time
 * themselves, and tell of it themselves; for others each question ends with an answer here, in time and at the latest when the broker stops.
 */
final class Admission implements AuthenticationService {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** The outcome when there is none in time. */
    static final Outcome.Refused LATE =
            new Outcome.Refused(AuthFailure.TIMEOUT, "", "the authenticators together took too long");

    private static final Outcome.Refused ABORTED =
            new Outcome.Refused(AuthFailure.ABORTED, "", "the broker was stopped meanwhile");

    private final AuthenticationHost authenticators;
    private final Rendezvous rendezvous;
    private final Timers timers;
    private final Events events;
    private volatile Duration timeout;
    private volatile boolean stopped;

    /** What ends the questions that have no answer yet. */
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();

    Admission(
            AuthenticationHost authenticators, Rendezvous rendezvous, Timers timers, Events events, Duration timeout) {
        this.authenticators = authenticators;
        this.rendezvous = rendezvous;
        this.timers = timers;
        this.events = events;
        this.timeout = timeout;
    }

    void timeout(Duration changed) {
        timeout = changed;
    }

    /** Refuses whoever waits for an answer, and whoever asks from now on. */
    void stop() {
        stopped = true;
        ends.forEach(Runnable::run);
    }

    /**
     * Has credentials checked. Returns at once.
     *
     * @param wanted whether anybody still waits for the answer; if not, the check ends without one
     * @param answer is told once, by any thread, perhaps before this method returns
     */
    void check(Credentials credentials, BooleanSupplier wanted, Consumer<Outcome> answer) {
        authenticators.check(credentials, wanted, outcome -> {
            if (outcome instanceof Outcome.Admitted admitted && admitted.as().uses() != null) {
                checkUses(credentials, admitted, answer);
            } else {
                answer.accept(outcome);
            }
        });
    }

    /** Whether a token that is good for a number of tunnels still is; this alone does not use it. */
    private void checkUses(Credentials credentials, Outcome.Admitted admitted, Consumer<Outcome> answer) {
        String connection = credentials.connection().id();
        Pass.of(credentials, admitted.as()).isUsedUp(rendezvous).whenComplete((usedUp, failure) -> {
            if (failure != null) {
                LOG.warn("Connection {} is refused: the rendezvous failed", connection, failure);
                answer.accept(new Outcome.Refused(
                        AuthFailure.PROXY_ERROR, admitted.authenticator(), "the rendezvous failed"));
            } else if (usedUp) {
                LOG.debug("Connection {}: its token is used up", connection);
                answer.accept(new Outcome.Refused(
                        AuthFailure.AUTHENTICATION_FAILED, admitted.authenticator(), "the token is used up"));
            } else {
                answer.accept(admitted);
            }
        });
    }

    @Override
    public CompletionStage<Outcome> authenticate(Credentials credentials) {
        long start = timers.now();
        return this.<Outcome>within(
                        LATE, ABORTED, answer -> check(credentials, () -> !answer.isDone(), answer::complete))
                .thenApply(outcome -> {
                    events.decided(credentials, outcome, Duration.ofNanos(timers.now() - start));
                    return outcome;
                });
    }

    @Override
    public CompletionStage<Boolean> use(Credentials credentials, AuthResult.Accepted as) {
        return within(
                false, false, answer -> Pass.of(credentials, as).use(rendezvous).whenComplete((good, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "Connection {} is refused: the rendezvous failed",
                                credentials.connection().id(),
                                failure);
                    }
                    answer.complete(failure == null && good);
                }));
    }

    /**
     * Asks something that must have an answer.
     *
     * @param late the answer when there is none in time
     * @param aborted the answer when the broker stops
     */
    private <T> CompletionStage<T> within(T late, T aborted, Consumer<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable end = () -> answer.complete(aborted);
        Alarm alarm = new Alarm();
        CompletableFuture<T> unused = answer.whenComplete((told, never) -> {
            alarm.off();
            ends.remove(end);
        });
        ends.add(end);
        if (stopped) { // and whoever stopped us may have missed it
            end.run();
        } else {
            alarm.set(timers.after(timeout, () -> answer.complete(late)));
            question.accept(answer);
        }
        return answer.minimalCompletionStage();
    }
}
