package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterConcurrencyTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final int THREADS = 8;
    private static final int EACH = 100;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger forces = new AtomicInteger();
    private TemplateCertificates templates;
    private Path file;
    private DurableFiles files;

    @BeforeEach
    void prepare(@TempDir Path folder) throws GeneralSecurityException {
        templates = TemplateCertificates.make();
        file = folder.resolve("register");
        files = new DurableFiles(step -> {
            if (step.equals("register force")) {
                forces.incrementAndGet();
            }
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private <T> List<T> all(Callable<T> task) throws Exception {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(threads.submit(task));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : running) {
            results.add(each.get(1, TimeUnit.MINUTES));
        }
        return results;
    }

    private Optional<Refusal> issue(Register register, long number, UUID device, String identity, Instant notAfter)
            throws IOException, GeneralSecurityException {
        return register.issued(
                TemplateCertificates.info(number, device, identity, notAfter), templates.certificate(number));
    }

    @Test
    void oneIdentityOfManyGetsTheDevice() throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        AtomicInteger numbers = new AtomicInteger();
        try (Register register = Register.open(files, file)) {
            for (int round = 0; round < 50; round++) {
                UUID device = new UUID(1, round);
                List<Optional<Refusal>> results = all(() -> {
                    int number = numbers.incrementAndGet();
                    together.await();
                    return issue(register, number, device, "identity-" + number, NOW);
                });
                assertThat(results).filteredOn(Optional::isEmpty).hasSize(1);
                assertThat(results)
                        .filteredOn(Optional::isPresent)
                        .containsOnly(Optional.of(Refusal.FOREIGN_DEVICE))
                        .hasSize(THREADS - 1);
            }
        }
    }

    @Test
    void noCertificateIsBehindTheBackOfARevocation() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        try (Register register = Register.open(files, file)) {
            for (int round = 0; round < 50; round++) {
                UUID device = new UUID(2, round);
                RevocationTarget target = new RevocationTarget.Device(device.toString());
                CyclicBarrier together = new CyclicBarrier(THREADS);
                AtomicInteger role = new AtomicInteger();
                all(() -> {
                    boolean revokes = role.getAndIncrement() == 0;
                    together.await();
                    return revokes
                            ? register.revoke(target, NOW, RevocationReason.KEY_COMPROMISE)
                            : issue(register, numbers.incrementAndGet(), device, "alice", NOW.plusSeconds(60));
                });
                assertThat(register.isBlocked(device, "alice")).isTrue();
            }
            assertThat(register.counts(NOW).active()).isZero();
        }
    }

    @Test
    void thoseWhoWriteAtOnceShareTheForce() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        Object disk = new Object();
        DurableFiles slow = new DurableFiles(step -> {
            if (step.equals("register force")) {
                forces.incrementAndGet();
                synchronized (disk) {
                    waitFor(disk, numbers);
                }
            }
        });
        Register.open(files, file).close(); // makes the file
        forces.set(0);
        try (Register register = Register.open(slow, file)) {
            all(() -> {
                int number = numbers.incrementAndGet();
                synchronized (disk) {
                    disk.notifyAll();
                }
                return issue(register, number, new UUID(3, number), "alice", NOW);
            });
            assertThat(register.counts(NOW).issued()).isEqualTo(THREADS);
            assertThat(forces.get()).isLessThan(THREADS);
        }
    }

    /** A disk that is slow until all of them are on their way. */
    private static void waitFor(Object disk, AtomicInteger numbers) {
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (numbers.get() < THREADS && System.nanoTime() < deadline) {
                disk.wait(10);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsLostWhileItIsCompacted() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        Set<String> live = new HashSet<>();
        Instant past = NOW.minus(Duration.ofDays(1));
        try (Register register = Register.open(files, file)) {
            CyclicBarrier together = new CyclicBarrier(THREADS);
            AtomicInteger role = new AtomicInteger();
            AtomicInteger dropped = new AtomicInteger();
            List<Set<String>> results = all(() -> {
                boolean compacts = role.getAndIncrement() == 0;
                together.await();
                Set<String> mine = new HashSet<>();
                while (compacts && numbers.get() < (THREADS - 1) * EACH) {
                    dropped.addAndGet(register.compact(NOW, Duration.ZERO));
                }
                for (int i = 0; !compacts && i < EACH; i++) {
                    int number = numbers.incrementAndGet();
                    Instant end = i % 4 == 0 ? NOW.plusSeconds(9) : past;
                    assertThat(issue(register, number, new UUID(4, number), "bob", end))
                            .isEmpty();
                    if (!end.equals(past)) {
                        mine.add(TemplateCertificates.serial(number));
                        assertThat(register.certificate(TemplateCertificates.serial(number)))
                                .contains(templates.certificate(number));
                    }
                }
                return mine;
            });
            results.forEach(live::addAll);
            assertThat(dropped.get()).isPositive();
        }
        try (Register register = Register.open(files, file)) {
            assertThat(register.counts(NOW).issued()).isEqualTo(numbers.get());
            assertThat(live).allMatch(register::exists);
            assertThat(register.revoke(new RevocationTarget.Identity("bob"), NOW, RevocationReason.UNSPECIFIED))
                    .extracting(CertificateInfo::serial)
                    .containsAll(live);
        }
    }

    /** A thread of a pool that is interrupted must not close the file under the others. */
    @Test
    void anInterruptedThreadDoesNoHarm() throws Exception {
        try (Register register = Register.open(files, file)) {
            Thread.currentThread().interrupt();
            assertThat(issue(register, 1, new UUID(5, 1), "alice", NOW)).isEmpty();
            assertThat(register.certificate(TemplateCertificates.serial(1))).isPresent();
            files.replace(file.resolveSibling("other"), new byte[] {1}, false);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(issue(register, 2, new UUID(5, 1), "alice", NOW)).isEmpty();
        }
    }
}
