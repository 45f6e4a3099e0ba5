package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How one authenticator has done so far; says so in the log when it begins to fail and when it is well again. */
final class AuthenticatorStatistics {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatorStatistics.class);

    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder abstained = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder remembered = new LongAdder();
    private final Durations durations = new Durations();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile @Nullable String lastError;

    /** A call ended as it should. */
    void answered(String name, AuthResult result, Duration took) {
        if (result instanceof AuthResult.Accepted) {
            accepted.increment();
        } else if (result instanceof AuthResult.Rejected) {
            rejected.increment();
        } else {
            abstained.increment();
        }
        count(took);
        if (failing.compareAndSet(true, false)) {
            LOG.info("Authenticator {} answers again", name);
        }
    }

    /**
     * A call ended in another way.
     *
     * @param error for the operator; holds no secret
     */
    void failed(String name, String error, Duration took) {
        count(took);
        misbehaved(name, error);
    }

    /** A peer was let in because the same had been let in before. */
    void remember() {
        remembered.increment();
    }

    /** Something is wrong with an authenticator, apart from the call's end. */
    void misbehaved(String name, String error) {
        failed.increment();
        lastError = error;
        if (failing.compareAndSet(false, true)) {
            LOG.warn("Authenticator {} fails, the peers it is asked about are refused: {}", name, error);
        }
    }

    private void count(Duration took) {
        calls.increment();
        durations.add(took);
    }

    long calls() {
        return calls.sum();
    }

    long accepted() {
        return accepted.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    long abstained() {
        return abstained.sum();
    }

    long failed() {
        return failed.sum();
    }

    long remembered() {
        return remembered.sum();
    }

    Durations durations() {
        return durations;
    }

    @Nullable String lastError() {
        return lastError;
    }
}
