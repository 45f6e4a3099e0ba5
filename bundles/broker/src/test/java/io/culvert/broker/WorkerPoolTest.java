package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore started = new Semaphore(0);
    private final Semaphore finished = new Semaphore(0);
    private final WorkerPool pool = new WorkerPool(1, 2);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void whatDoesNotFitIsRefusedAndRoomComesBack() throws Exception {
        assertThat(pool.offer(this::block)).isTrue();
        assertThat(pool.offer(this::block)).isTrue();
        assertThat(pool.offer(this::block)).isTrue();
        assertThat(pool.offer(this::block)).isFalse();
        release.countDown();
        assertThat(finished.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
        Semaphore ran = new Semaphore(0);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!pool.offer(ran::release) && System.nanoTime() < patience) {
            Thread.onSpinWait(); // a task counts until just after its end
        }
        assertThat(ran.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void moreThreadsTakeUpWhatWaits() throws Exception {
        for (int i = 0; i < 3; i++) {
            pool.offer(this::block);
        }
        assertThat(started.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        pool.resize(3, 1);
        assertThat(started.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.offer(this::block)).isTrue();
        assertThat(pool.offer(this::block)).isFalse();
        release.countDown();
    }

    @Test
    void aTaskThatFailsGivesItsPlaceBack() throws Exception {
        pool.resize(1, 1);
        for (int i = 0; i < 10; i++) {
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            boolean taken = false;
            while (!taken && System.nanoTime() < patience) {
                taken = pool.offer(() -> {
                    finished.release();
                    release.countDown();
                });
            }
            assertThat(taken).isTrue();
        }
        assertThat(finished.tryAcquire(10, 10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClosedPoolTakesNothing() {
        pool.close();
        assertThat(pool.offer(() -> {})).isFalse();
    }

    private void block() {
        started.release();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        finished.release();
    }
}
