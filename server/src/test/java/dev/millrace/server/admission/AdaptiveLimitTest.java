package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AdaptiveLimitTest {
    private static final long MILLI = 1_000_000;

    private final AdaptiveLimit limit = new AdaptiveLimit(4, 20, 100, 10 * MILLI);

    private void began(int times, long waitedMillis, int present) {
        for (int i = 0; i < times; i++) {
            limit.began(waitedMillis * MILLI, 0, present);
        }
    }

    @Test
    void beginsAtItsMostAndStaysThereWhileWaitsAreShort() {
        assertThat(limit.limit()).isEqualTo(100);
        began(1000, 9, 100);
        assertThat(limit.limit()).isEqualTo(100);
    }

    @Test
    void fallsWithLongWaitsToItsLeastAndRisesAgain() {
        began(100, 11, 59);
        assertThat(limit.limit()).isEqualTo(54);
        began(20, 1000, 53);
        assertThat(limit.limit()).isEqualTo(27);
        began(2000, 30, 60);
        assertThat(limit.limit()).isEqualTo(4);
        for (int i = 0; i < 10_000; i++) {
            limit.began(MILLI, 0, limit.limit());
        }
        assertThat(limit.limit()).isEqualTo(100);
    }

    @Test
    void oneBurstCountsOnce() {
        began(100, 1, 10);
        began(50, 11, 100);
        assertThat(limit.limit()).isEqualTo(90);
    }

    @Test
    void anIdleServerLearnsNoMoreThanToRideOutABurst() {
        began(2000, 30, 10);
        began(10_000, 0, 1);
        assertThat(limit.limit()).isEqualTo(20);
    }

    @Test
    void aWaitOfOneServiceIsNotTooLong() {
        for (int i = 0; i < 200; i++) {
            limit.served(100 * MILLI);
        }
        began(1000, 90, 50);
        assertThat(limit.limit()).isEqualTo(100);
        assertThat(limit.serviceNanos()).isBetween(99 * MILLI, 100 * MILLI);
    }

    @Test
    void aWaitOfLittleOfTheBudgetIsNotTooLong() {
        for (int i = 0; i < 1000; i++) {
            limit.began(12 * MILLI, 200 * MILLI, 60);
        }
        assertThat(limit.limit()).isEqualTo(100);
        for (int i = 0; i < 70; i++) {
            limit.began(13 * MILLI, 200 * MILLI, 60);
        }
        assertThat(limit.limit()).isLessThan(60);
    }
}
