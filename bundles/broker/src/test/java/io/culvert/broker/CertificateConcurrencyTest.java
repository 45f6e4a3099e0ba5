package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.transport.CloseReason;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** The authority answers on threads of its own, while peers speak, go, and are closed. */
class CertificateConcurrencyTest {

    private static final int THREADS = 6;
    private static final int PEERS_PER_THREAD = 300;

    private final ExecutorService peers = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService answers = Executors.newFixedThreadPool(2);
    private final FakeAuthority authority = new FakeAuthority();
    private final SessionBroker broker = new SessionBroker(
            new FakeCodec(),
            new FakeTransport(),
            new FakeRendezvous(),
            Settings.DEFAULTS,
            new ScheduledTimers(),
            new WorkerPool(2, 100_000));

    @AfterEach
    void stop() {
        broker.deactivate();
        peers.shutdownNow();
        answers.shutdownNow();
    }

    @RepeatedTest(5)
    void whoWaitsForTheAnswerMayAlwaysGoOnAndNobodyIsLeftBehind() throws Exception {
        authority.answer = () -> CompletableFuture.supplyAsync(FakeAuthority::issued, answers);
        broker.bindCertificateAuthority(authority);
        broker.addAuthenticator(
                credentials -> AuthResult.accepted("somebody"), new FakeReference(Map.of("service.id", 1L)));
        List<Future<?>> runs = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> peers.submit(() -> {
                    Random random = new Random(thread);
                    for (int i = 0; i < PEERS_PER_THREAD; i++) {
                        live(thread + "-" + i, random);
                    }
                }))
                .toList();
        for (Future<?> run : runs) {
            run.get(60, TimeUnit.SECONDS);
        }
        assertThat(broker.sessions()).isEmpty();
        assertThat(authority.asked).hasSize(THREADS * PEERS_PER_THREAD);
    }

    private void live(String id, Random random) {
        FakeConnection peer = new FakeConnection(id, 1).connect(broker).say("sign 1 t - - x\n");
        switch (random.nextInt(6)) {
            case 0 -> peer.vanish();
            case 1 -> assertThat(peer.say("too soon\n").closed()).isNotNull();
            case 2 -> assertThat(broker.close(id, CloseReason.STOPPING)).isTrue();
            default -> {
                long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (peer.heard().isEmpty() && System.nanoTime() < patience) {
                    Thread.onSpinWait();
                }
                peer.say("auth token-of-" + id + " - - -\n");
                while (peer.heard().size() < 2 && System.nanoTime() < patience) {
                    Thread.onSpinWait();
                }
                assertThat(peer.heard()).containsExactly("1 issued a1", "accepted");
                assertThat(peer.closed()).isNull();
                peer.vanish();
            }
        }
        assertThat(peer.closed()).isNotNull();
        assertThat(peer.heard()).doesNotHaveDuplicates();
    }
}
