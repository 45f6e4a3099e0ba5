package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.Rendezvous.Outcome;
import io.culvert.api.rendezvous.Rendezvous.Visitor;
import io.culvert.api.rendezvous.RendezvousKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every rendezvous must do; extended by a test class of each implementation. */
abstract class RendezvousContract {

    private static final RendezvousKey KEY = RendezvousKey.of("scope", "nonce");
    private static final RendezvousKey OTHER_KEY = RendezvousKey.of("scope", null);
    private static final Visitor ALICE = new Visitor("node", "alice");
    private static final Visitor BOB = new Visitor("node", "bob");
    private static final Visitor CAROL = new Visitor("node", "carol");

    private Rendezvous rendezvous;

    /** A rendezvous where every key is free. */
    abstract Rendezvous fresh();

    @BeforeEach
    void open() {
        rendezvous = fresh();
    }

    @Test
    void theFirstWaitsAndTheSecondMeetsIt() throws Exception {
        assertThat(meet(KEY, ALICE)).isEqualTo(new Outcome.Parked());
        assertThat(meet(KEY, BOB)).isEqualTo(new Outcome.Met(ALICE));
    }

    @Test
    void theThirdFindsTheKeyTaken() throws Exception {
        meet(KEY, ALICE);
        meet(KEY, BOB);
        assertThat(meet(KEY, CAROL)).isEqualTo(new Outcome.Taken());
        assertThat(meet(KEY, ALICE)).isEqualTo(new Outcome.Taken());
    }

    @Test
    void visitorsOfDifferentKeysDoNotMeet() throws Exception {
        meet(KEY, ALICE);
        assertThat(meet(OTHER_KEY, BOB)).isEqualTo(new Outcome.Parked());
    }

    @Test
    void aVisitorDoesNotMeetItself() throws Exception {
        meet(KEY, ALICE);
        assertThat(meet(KEY, ALICE)).isEqualTo(new Outcome.Parked());
        assertThat(meet(KEY, BOB)).isEqualTo(new Outcome.Met(ALICE));
    }

    @Test
    void aReleasedKeyIsFree() throws Exception {
        meet(KEY, ALICE);
        meet(KEY, BOB);
        rendezvous.release(KEY);
        assertThat(meet(KEY, CAROL)).isEqualTo(new Outcome.Parked());
    }

    @Test
    void releasingAKeyThatIsNotTakenSendsNobodyAway() throws Exception {
        rendezvous.release(KEY);
        meet(KEY, ALICE);
        rendezvous.release(KEY);
        assertThat(meet(KEY, BOB)).isEqualTo(new Outcome.Met(ALICE));
    }

    @Test
    void whoLeftIsNotMet() throws Exception {
        meet(KEY, ALICE);
        rendezvous.leave(KEY, ALICE);
        assertThat(meet(KEY, BOB)).isEqualTo(new Outcome.Parked());
    }

    @Test
    void nobodyLeavesForAnother() throws Exception {
        meet(KEY, ALICE);
        rendezvous.leave(KEY, BOB);
        rendezvous.leave(KEY, new Visitor("another-node", "alice"));
        assertThat(meet(KEY, BOB)).isEqualTo(new Outcome.Met(ALICE));
    }

    @Test
    void leavingDoesNotFreeATakenKey() throws Exception {
        meet(KEY, ALICE);
        meet(KEY, BOB);
        rendezvous.leave(KEY, ALICE);
        rendezvous.leave(KEY, BOB);
        assertThat(meet(KEY, CAROL)).isEqualTo(new Outcome.Taken());
    }

    @Test
    void aKeyCanBeTakenForAStandingTunnel() throws Exception {
        rendezvous.take(KEY);
        rendezvous.take(KEY);
        assertThat(meet(KEY, ALICE)).isEqualTo(new Outcome.Taken());
        rendezvous.release(KEY);
        assertThat(meet(KEY, ALICE)).isEqualTo(new Outcome.Parked());
    }

    @Test
    void ofManyAtOnceExactlyTwoMeet() throws Exception {
        int visitors = 8;
        CyclicBarrier start = new CyclicBarrier(visitors);
        ExecutorService threads = Executors.newFixedThreadPool(visitors);
        try {
            for (int round = 0; round < 100; round++) {
                RendezvousKey key = RendezvousKey.of("round", Integer.toString(round));
                List<Future<Outcome>> visits = new ArrayList<>();
                for (int i = 0; i < visitors; i++) {
                    Visitor visitor = new Visitor("node", "v" + i);
                    visits.add(threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return meet(key, visitor);
                    }));
                }
                List<Outcome> outcomes = new ArrayList<>();
                for (Future<Outcome> visit : visits) {
                    outcomes.add(visit.get(10, TimeUnit.SECONDS));
                }
                assertThat(outcomes)
                        .filteredOn(Outcome.Parked.class::isInstance)
                        .hasSize(1);
                assertThat(outcomes).filteredOn(Outcome.Met.class::isInstance).hasSize(1);
                Set<Outcome> kinds = new HashSet<>(outcomes);
                assertThat(kinds).contains(new Outcome.Taken()).hasSize(3);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTokenIsGoodAsOftenAsItWasSaidWhoeverAsks() throws Exception {
        int uses = 3;
        Instant until = Instant.now().plusSeconds(60);
        assertThat(usedUp("token", uses)).isFalse();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                attempts.add(threads.submit(() -> rendezvous
                        .spend("token", uses, until)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)));
            }
            int good = 0;
            for (Future<Boolean> attempt : attempts) {
                good += attempt.get(10, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(good).isEqualTo(uses);
        } finally {
            threads.shutdownNow();
        }
        assertThat(usedUp("token", uses)).isTrue();
        assertThat(usedUp("token", uses + 1)).isFalse();
        assertThat(usedUp("another", uses)).isFalse();
    }

    private boolean usedUp(String token, int uses) throws Exception {
        return rendezvous.spent(token, uses).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Outcome meet(RendezvousKey key, Visitor visitor) throws Exception {
        return rendezvous.meet(key, visitor).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
