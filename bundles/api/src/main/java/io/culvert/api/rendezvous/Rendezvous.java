package io.culvert.api.rendezvous;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where peers wait for each other. A key is free, has one visitor waiting, or is taken by a tunnel. May be called by any
 * thread; every change of a key is atomic.
 */
@ProviderType
public interface Rendezvous {

    /**
     * Someone who wants to meet.
     *
     * @param node the gateway node it is connected to
     * @param session its session there
     */
    record Visitor(String node, String session) {}

    /** What came of a visit. */
    sealed interface Outcome {
        /** The key was free; the visitor now waits under it. */
        record Parked() implements Outcome {}

        /**
         * Another one waited; the key is now taken until it is {@linkplain Rendezvous#release released}.
         *
         * @param partner who waited, and no longer does
         */
        record Met(Visitor partner) implements Outcome {}

        /** The key is taken by a tunnel, or by two who are about to have one. */
        record Taken() implements Outcome {}
    }

    /** Visits a key. */
    CompletionStage<Outcome> meet(RendezvousKey key, Visitor visitor);

    /** Stops waiting; nothing happens unless it is this very visitor who waits. */
    void leave(RendezvousKey key, Visitor visitor);

    /** Marks a key as taken, for a tunnel that already stands. */
    void take(RendezvousKey key);

    /** Frees a taken key. */
    void release(RendezvousKey key);

    /**
     * Uses a token once.
     *
     * @param token digest of the token, {@link RendezvousKey#scopeOfToken}
     * @param uses how often it is good
     * @param until when it expires; it is remembered that long
     * @return a stage that completes with whether it was good once more; that is so {@code uses} times, whoever asks
     */
    CompletionStage<Boolean> spend(String token, int uses, Instant until);

    /**
     * Looks whether a token is used up, without using it.
     *
     * @param token digest of the token
     * @param uses how often it is good
     */
    CompletionStage<Boolean> spent(String token, int uses);
}
