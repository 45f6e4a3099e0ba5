package io.culvert.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LockOutTest {

    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));
    private final LockOut lockOut =
            new LockOut(new LockOut.Rules(3, 10, Duration.ofSeconds(10), Duration.ofSeconds(60)), clock);

    private void fail(String user, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(lockOut.attempt(user, address)).isZero();
        }
    }

    @Test
    void whoFailsTooOftenWaitsLongerEachTime() {
        fail("admin", HERE, 3);
        assertThat(lockOut.attempt("admin", HERE)).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        fail("admin", HERE, 1);
        assertThat(lockOut.attempt("admin", HERE)).isEqualTo(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(20));
        fail("admin", HERE, 1);
        clock.advance(Duration.ofSeconds(40));
        fail("admin", HERE, 1);

        assertThat(lockOut.attempt("admin", HERE)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void attemptsWhileOneWaitsMakeItNoLonger() {
        fail("admin", HERE, 3);
        for (int i = 0; i < 100; i++) {
            assertThat(lockOut.attempt("admin", HERE)).isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void theUserGetsInFromElsewhere() {
        fail("admin", HERE, 3);

        assertThat(lockOut.attempt("admin", THERE)).isZero();
    }

    @Test
    void anAddressCannotTryOneUserAfterTheOther() {
        for (int i = 0; i < 10; i++) {
            fail("user-" + i, HERE, 1);
        }

        assertThat(lockOut.attempt("admin", HERE)).isPositive();
        assertThat(lockOut.attempt("admin", THERE)).isZero();
    }

    @Test
    void manyAtOnceAreNoWayAround() {
        fail("admin", HERE, 3); // none of which has succeeded or failed yet

        assertThat(lockOut.attempt("admin", HERE)).isPositive();
    }

    @Test
    void aSuccessForgetsTheFailuresOfTheUserButNotOfTheAddress() {
        fail("admin", HERE, 2);
        lockOut.succeeded("admin", HERE);
        fail("admin", HERE, 2);
        lockOut.succeeded("admin", HERE);
        for (int i = 0; i < 8; i++) {
            fail("user-" + i, HERE, 1);
        }

        assertThat(lockOut.attempt("admin", HERE)).isPositive();
    }

    @Test
    void failuresAreForgottenInTime() {
        fail("admin", HERE, 2);
        clock.advance(Duration.ofSeconds(61));
        fail("admin", HERE, 2);

        assertThat(lockOut.attempt("admin", HERE)).isZero();
    }

    @Test
    void aFloodOfUsersAndAddressesIsForgottenRatherThanKept() {
        for (int i = 0; i < 50_000; i++) {
            fail("user-" + i, "address-" + i, 1);
        }
        fail("admin", HERE, 3);

        assertThat(lockOut.attempt("admin", HERE)).isPositive();
    }
}
