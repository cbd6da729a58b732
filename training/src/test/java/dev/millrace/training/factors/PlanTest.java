package dev.millrace.training.factors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlanTest {
    private static final int USERS = 100;
    private static final int JUDGES = 50;

    /** Users of two items each, of a catalogue that may be far larger. */
    private static Histories histories(int items) {
        int[] starts = new int[USERS + 1];
        int[] itemOf = new int[2 * USERS];
        float[] strengthOf = new float[2 * USERS];
        for (int user = 0; user < USERS; user++) {
            starts[user + 1] = 2 * (user + 1);
            itemOf[2 * user + 1] = 1;
        }
        return new Histories(USERS, items, starts, itemOf, strengthOf);
    }

    private static LearnerConfig config(Histories histories) {
        FactorData data = FactorData.untimed(1, histories.items, new int[1], new int[1], new float[] {1}, false);
        return SearchSpace.start(data, histories, FactorConfig.defaults(1, 1))
                .withDimension(64)
                .withEpochs(12);
    }

    @Test
    void aCatalogueThatTakesLongToScoreIsLookedAtSeldom() {
        Histories few = histories(1000);
        Histories many = histories(1_000_000);
        assertThat(Plan.epochsALook(config(few), few, JUDGES)).isEqualTo(2);
        assertThat(Plan.epochsALook(config(many), many, JUDGES)).isBetween(3, 12);
        assertThat(Plan.epochsALook(config(many), many, 100 * JUDGES)).isEqualTo(12);
    }

    @Test
    void workCountsWhatLookingTakes() {
        Histories many = histories(1_000_000);
        double blind = Plan.work(config(many), many, 0);
        assertThat(Plan.work(config(many), many, JUDGES)).isGreaterThan(blind);
        assertThat(Plan.work(config(many), many, 100 * JUDGES)).isGreaterThan(2 * blind);
    }

    @Test
    void aRunWithoutAnybodyToLearnFromHasAnInterval() {
        Histories none = new Histories(1, 10, new int[2], new int[0], new float[0]);
        assertThat(Plan.epochsALook(config(none), none, 0)).isPositive();
    }
}
