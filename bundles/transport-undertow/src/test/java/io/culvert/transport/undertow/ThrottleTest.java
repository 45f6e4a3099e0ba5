package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final Throttle throttle = new Throttle(1000, 0);

    @Test
    void aSecondsWorthMayPassAtOnce() {
        throttle.passed(999);
        assertThat(throttle.delay(0)).isZero();
        throttle.passed(1);
        assertThat(throttle.delay(0)).isPositive();
    }

    @Test
    void whatWasTooMuchIsWaitedFor() {
        throttle.passed(3000);
        assertThat(throttle.delay(0)).isEqualTo(2001);
        assertThat(throttle.delay(1000)).isEqualTo(1001);
        assertThat(throttle.delay(2000)).isEqualTo(1);
        assertThat(throttle.delay(2001)).isZero();
    }

    @Test
    void aLongRestGivesNoMoreThanASecondsWorth() {
        assertThat(throttle.delay(3_600_000)).isZero();
        throttle.passed(1001);
        assertThat(throttle.delay(3_600_000)).isPositive();
    }

    @Test
    void overTimeTheRateIsKeptWhateverThePieces() {
        long passed = 0;
        long now = 0;
        for (int piece = 1; passed < 100_000; piece = piece * 7 % 4096 + 1) {
            throttle.passed(piece);
            passed += piece;
            for (long delay = throttle.delay(now); delay > 0; delay = throttle.delay(now)) {
                now += Math.min(delay, 1000);
            }
        }
        assertThat(passed).isBetween(now - 5000, now + 5000);
    }

    @Test
    void theHighestRateDoesNotOverflow() {
        Throttle fast = new Throttle(Long.MAX_VALUE, 0);
        for (int i = 0; i < 512; i++) {
            fast.passed(Integer.MAX_VALUE);
        }
        assertThat(fast.delay(0)).isZero();
        fast.passed(Integer.MAX_VALUE);
        assertThat(fast.delay(0)).isPositive();
        assertThat(fast.delay(Long.MAX_VALUE)).isZero();
    }
}
