package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Many peers come, speak, meet and go at random, all at once. */
class ConcurrencyTest {

    private static final int THREADS = 8;
    private static final int PEERS_PER_THREAD = 500;
    private static final List<String> TOKENS = List.of("alpha", "beta", "gamma");
    private static final List<String> NONCES = List.of("-", "1", "2");
    /** So short that the alone timeout takes part. */
    private static final Settings QUICK = new Settings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(5),
            Duration.ofSeconds(60),
            4,
            100_000);

    private final FakeTransport transport = new FakeTransport();
    private final FakeRendezvous rendezvous = new FakeRendezvous();
    private final Queue<FakeConnection> peers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    private final Timers timers = new ScheduledTimers();
    private final ExecutorService calls = Executors.newFixedThreadPool(4);
    private final ExecutorService answers = Executors.newFixedThreadPool(2);
    private final Workers workers = new Workers() {
        @Override
        public boolean offer(Runnable task) {
            calls.execute(task);
            return true;
        }

        @Override
        public void lost() {}

        @Override
        public void found() {}

        @Override
        public void resize(int threads, int queue) {}

        @Override
        public void close() {
            calls.shutdownNow();
        }
    };

    /** Some answers come at once, some on another thread; the identity says which token it was. */
    private final Authenticator authenticator = credentials -> {
        AuthResult result = new AuthResult.Accepted(credentials.token() + "/" + credentials.nonce());
        return credentials.name() == null
                ? CompletableFuture.completedStage(result)
                : CompletableFuture.supplyAsync(() -> result, answers);
    };

    @RepeatedTest(5)
    void nothingIsLeftBehindAndNobodyMeetsAStranger() throws Exception {
        SessionBroker broker = new SessionBroker(new FakeCodec(), transport, rendezvous, QUICK, timers, workers);
        transport.listener = broker;
        broker.addAuthenticator(authenticator, new FakeReference(Map.of("service.id", 1L)));
        run(broker);

        // Everybody is answered, and whoever is alone then is closed in a moment.
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!broker.sessions().isEmpty() && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        assertThat(broker.sessions()).isEmpty();
        finishWhatIsUnderWay();
        // A tunnel holds its key, and nothing else does.
        List<String> taken =
                transport.tunnels().stream().map(TunnelInfo::key).distinct().toList();
        assertThat(taken).hasSameSizeAs(transport.tunnels());
        transport.tunnels().forEach(tunnel -> transport.closeTunnel(tunnel.id(), CloseReason.PARTNER_LEFT));
        for (String token : TOKENS) {
            for (String nonce : NONCES) {
                assertThat(rendezvous.isFree(FakeGateway.key(token, nonce.equals("-") ? null : nonce)))
                        .isTrue();
            }
        }
        broker.deactivate();

        assertThat(broker.sessions()).isEmpty();
        assertThat(transport.violations()).isEmpty();
        assertThat(transport.ever()).isNotEmpty().allSatisfy(tunnel -> {
            assertThat(tunnel.first().peer().identity())
                    .isEqualTo(tunnel.second().peer().identity());
            assertThat(tunnel.first().connection().id())
                    .isNotEqualTo(tunnel.second().connection().id());
        });
        assertThat(peers).hasSize(THREADS * PEERS_PER_THREAD).allSatisfy(peer -> {
            assertThat(peer.joined()).isNotEqualTo(peer.closed() != null);
            if (peer.joined()) {
                assertThat(peer.heard()).hasSize(2).first().isEqualTo("accepted");
            }
        });
    }

    /** A session is off the list a moment before its thread has done everything that belongs to its end. */
    private void finishWhatIsUnderWay() throws InterruptedException {
        for (ExecutorService threads : List.of(calls, answers)) {
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        CountDownLatch timersDone = new CountDownLatch(1);
        Timers.Timer unused = timers.after(Duration.ZERO, timersDone::countDown);
        assertThat(timersDone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void run(SessionBroker broker) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> runs = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(seed -> threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        Random random = new Random(seed);
                        for (int i = 0; i < PEERS_PER_THREAD; i++) {
                            live(broker, random);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void live(SessionBroker broker, Random random) {
        int number = connections.incrementAndGet();
        FakeConnection peer = new FakeConnection("c" + number, number);
        peers.add(peer);
        peer.alive.complete(random.nextBoolean());
        peer.connect(broker);
        peer.say("auth " + any(TOKENS, random) + " " + any(List.of("-", "u", "v"), random) + " "
                + any(List.of("-", "x"), random) + " " + any(NONCES, random) + "\n");
        switch (random.nextInt(6)) {
            case 0 -> peer.vanish();
            case 1 -> say(peer);
            case 2 -> broker.close(peer.info().id(), CloseReason.STOPPING);
            default -> {}
        }
        List<TunnelInfo> standing = transport.tunnels();
        if (!standing.isEmpty() && random.nextBoolean()) {
            transport.closeTunnel(any(standing, random).id(), CloseReason.PARTNER_LEFT);
        }
        if (random.nextInt(10) == 0 && !peers.isEmpty()) {
            peers.element().vanish();
        }
    }

    /** What a joined peer says does not reach the broker. */
    private static void say(FakeConnection peer) {
        if (!peer.joined()) {
            peer.say("too soon");
        }
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
