package io.culvert.broker;

import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.RendezvousKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The real one, with doors for a test to come in between. */
final class FakeRendezvous implements Rendezvous {

    private static final Visitor STRANGER = new Visitor("elsewhere", "stranger");

    /** In a visit, before it has any effect. */
    final Moment beforeMeet = new Moment();
    /** In a visit, when it had its effect and the visitor does not know the outcome yet. */
    final Moment afterMeet = new Moment();
    /** What the next visit fails with. */
    volatile @Nullable RuntimeException failure;

    /** What every use of a token, and every look at it, gives; {@code null} for the real one's answer. */
    volatile @Nullable CompletionStage<Boolean> tokens;

    private final Rendezvous real = new LocalRendezvous(FakeRendezvous.spentTokens());

    @Override
    public CompletionStage<Outcome> meet(RendezvousKey key, Visitor visitor) {
        beforeMeet.comes();
        RuntimeException broken = failure;
        if (broken != null) {
            failure = null;
            return CompletableFuture.failedStage(broken);
        }
        CompletionStage<Outcome> outcome = real.meet(key, visitor);
        afterMeet.comes();
        return outcome;
    }

    @Override
    public void leave(RendezvousKey key, Visitor visitor) {
        real.leave(key, visitor);
    }

    @Override
    public void take(RendezvousKey key) {
        real.take(key);
    }

    @Override
    public void release(RendezvousKey key) {
        real.release(key);
    }

    @Override
    public CompletionStage<Boolean> spend(String token, int uses, Instant until) {
        CompletionStage<Boolean> instead = tokens;
        return instead == null ? real.spend(token, uses, until) : instead;
    }

    @Override
    public CompletionStage<Boolean> spent(String token, int uses) {
        CompletionStage<Boolean> instead = tokens;
        return instead == null ? real.spent(token, uses) : instead;
    }

    /** Kept in a file of their own. */
    static SpentTokens spentTokens() {
        try {
            return new SpentTokens(Files.createTempDirectory("spent").resolve("tokens"), Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nobody waits under a key and no tunnel has it. Somebody who waits is sent away by this. */
    boolean isFree(RendezvousKey key) {
        Outcome outcome = real.meet(key, STRANGER).toCompletableFuture().join();
        if (outcome instanceof Outcome.Parked) {
            real.leave(key, STRANGER);
            return true;
        }
        return false;
    }

    /** Whether a tunnel has a key. Somebody who waits is sent away by this. */
    boolean isTaken(RendezvousKey key) {
        Outcome outcome = real.meet(key, STRANGER).toCompletableFuture().join();
        real.leave(key, STRANGER);
        return outcome instanceof Outcome.Taken;
    }
}
