package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class CostModelTest {
    private final CostModel cost = new CostModel();

    private static long time(int candidates) {
        return 100_000 + 2_000L * candidates;
    }

    @Test
    void expectsNothingBeforeTheFirstRun() {
        assertThat(cost.predict(1000)).isZero();
    }

    @Test
    void findsTheFixedPartAndThePartOfEachCandidate() {
        for (int i = 0; i < 200; i++) {
            int candidates = 50 + 37 * i % 400;
            cost.observe(candidates, time(candidates));
        }
        assertThat(cost.predict(300)).isCloseTo(time(300), Percentage.withPercentage(12));
        assertThat(cost.predict(20)).isCloseTo(time(20), Percentage.withPercentage(30));
    }

    @Test
    void takesAQuarterAsFixedAsLongAsWidthsDoNotVary() {
        for (int i = 0; i < 100; i++) {
            cost.observe(1000, 4_000_000);
        }
        assertThat(cost.predict(1000)).isCloseTo(4_200_000, within(4_000L));
        assertThat(cost.predict(0)).isCloseTo(1_050_000, within(1_000L));
    }

    @Test
    void givesAnUnevenStageMoreRoom() {
        for (int i = 0; i < 200; i++) {
            cost.observe(100, i % 2 == 0 ? 500_000 : 1_500_000);
        }
        assertThat(cost.predict(100)).isBetween(1_500_000L, 3_000_000L);
    }

    @Test
    void oneLongPauseDoesNotStopAStageAndAStandingSlownessIsLearned() {
        for (int i = 0; i < 50; i++) {
            cost.observe(100, 1_000_000);
        }
        cost.observe(100, 500_000_000);
        assertThat(cost.predict(100)).isLessThan(2_500_000);
        for (int i = 0; i < 60; i++) {
            cost.observe(100, 10_000_000);
        }
        assertThat(cost.predict(100)).isCloseTo(10_000_000, Percentage.withPercentage(15));
    }

    @Test
    void forgetsWhatItDoesNotTryUntilItTriesAgain() {
        for (int i = 0; i < 50; i++) {
            cost.observe(100, 100_000_000);
        }
        for (int i = 0; i < 100; i++) {
            cost.passOver();
        }
        assertThat(cost.predict(100)).isLessThan(1_000_000);
    }

    @Test
    void aRunThatWasEndedEarlyNeverLowersTheEstimate() {
        for (int i = 0; i < 50; i++) {
            cost.observe(100, 1_000_000);
        }
        long before = cost.predict(100);
        cost.overstayed(100, 900_000);
        assertThat(cost.predict(100)).isEqualTo(before);
        cost.overstayed(100, 3_000_000);
        assertThat(cost.predict(100)).isGreaterThan(before);
    }
}
