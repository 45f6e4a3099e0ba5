package io.culvert.broker;

import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.RendezvousKey;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Where the peers of one gateway meet. Every stage it gives is complete already. */
@Component(service = Rendezvous.class)
public final class LocalRendezvous implements Rendezvous {

    private sealed interface Place {
        record Occupied(Visitor visitor) implements Place {}

        record Closed() implements Place {}
    }

    private static final Place CLOSED = new Place.Closed();

    private final ConcurrentMap<RendezvousKey, Place> places = new ConcurrentHashMap<>();

    private final SpentTokens spentTokens;

    /** A rendezvous where every key is free; tokens that were used up stay so. */
    @Activate
    public LocalRendezvous() {
        this(new SpentTokens(ConfigurationReader.path("data/spent-tokens"), Clock.systemUTC()));
    }

    LocalRendezvous(SpentTokens spentTokens) {
        this.spentTokens = spentTokens;
    }

    @Override
    public CompletionStage<Outcome> meet(RendezvousKey key, Visitor visitor) {
        Place.Occupied own = new Place.Occupied(visitor);
        @Nullable Outcome outcome = null;
        while (outcome == null) {
            Place there = places.putIfAbsent(key, own);
            if (there == null || there.equals(own)) {
                outcome = new Outcome.Parked();
            } else if (!(there instanceof Place.Occupied occupied)) {
                outcome = new Outcome.Taken();
            } else if (places.replace(key, occupied, CLOSED)) {
                outcome = new Outcome.Met(occupied.visitor());
            }
        }
        return CompletableFuture.completedStage(outcome);
    }

    @Override
    public void leave(RendezvousKey key, Visitor visitor) {
        places.remove(key, new Place.Occupied(visitor));
    }

    @Override
    public void take(RendezvousKey key) {
        places.put(key, CLOSED);
    }

    @Override
    public void release(RendezvousKey key) {
        places.remove(key, CLOSED);
    }

    @Override
    public CompletionStage<Boolean> spend(String token, int uses, Instant until) {
        return CompletableFuture.completedStage(spentTokens.spend(token, uses, until));
    }

    @Override
    public CompletionStage<Boolean> spent(String token, int uses) {
        return CompletableFuture.completedStage(spentTokens.spent(token, uses));
    }
}
