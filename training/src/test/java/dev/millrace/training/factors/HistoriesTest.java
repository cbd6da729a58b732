package dev.millrace.training.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class HistoriesTest {
    private static int[] itemsOf(Histories histories, int user) {
        return Arrays.copyOfRange(histories.itemOf, histories.starts[user], histories.starts[user + 1]);
    }

    @Test
    void scatteredEventsAreGroupedByUserInOrderOfTime() {
        FactorData data = FactorData.timed(
                3, 5, new int[] {2, 0, 2, 0, 2}, new int[] {1, 4, 0, 3, 2}, new float[] {1, 1, 1, 1, 1}, new long[] {
                    30, 9, 10, 8, 20
                });
        Histories histories = data.histories();
        assertThat(itemsOf(histories, 0)).containsExactly(3, 4);
        assertThat(itemsOf(histories, 1)).isEmpty();
        assertThat(itemsOf(histories, 2)).containsExactly(0, 2, 1);
    }

    @Test
    void repetitionsAreMergedIntoTheNewestAndEventsWithoutWeightArePassedOver() {
        FactorData data =
                FactorData.untimed(1, 4, new int[5], new int[] {0, 1, 0, 2, 3}, new float[] {1, 1, 2, 1, 0}, true);
        Histories histories = data.histories();
        assertThat(itemsOf(histories, 0)).containsExactly(1, 0, 2);
        assertThat(histories.strengthOf).containsExactly(1, 2, 1);
        assertThat(histories.itemCounts()).containsExactly(1, 1, 1, 0);
    }

    @Test
    void ordinalsOutsideTheirRangeAreRefusedWithTheirEvent() {
        assertThatThrownBy(() -> FactorData.untimed(1, 2, new int[2], new int[] {0, 2}, new float[2], false))
                .hasMessage("item of event 1: 2 (expected: 0 to 1)");
    }

    @Test
    void validationOfOrderedDataIsTheNewestTenthAndTrainingHasTheRest() {
        Histories all = new PlantedTaste(60, 80, 20, 4).data(true).histories();
        Validation validation = Validation.cut(all, true, 40, 1);
        assertThat(validation.users).hasSize(40);
        assertThat(validation.train.size() + validation.targets.length).isEqualTo(all.size());
        for (int i = 0; i < 40; i++) {
            int user = validation.users[i];
            int[] whole = itemsOf(all, user);
            int[] targets =
                    Arrays.copyOfRange(validation.targets, validation.targetStarts[i], validation.targetStarts[i + 1]);
            int[] rest = itemsOf(validation.train, user);
            assertThat(targets).hasSize(Math.max(1, Math.round(whole.length * 0.1f)));
            assertThat(rest).containsExactly(Arrays.copyOf(whole, rest.length));
            assertThat(targets).containsExactly(Arrays.copyOfRange(whole, rest.length, whole.length));
        }
    }

    @Test
    void limitedTrainingPartKeepsTheUsersToJudgeByAndAboutAsManyOthersAsAskedFor() {
        Histories all = new PlantedTaste(600, 80, 10, 4).data(true).histories();
        Validation validation = Validation.cut(all, true, 50, 1);
        Validation limited = validation.limitedTo(200);
        int active = 0;
        for (int user = 0; user < 600; user++) {
            active += limited.train.length(user) > 0 ? 1 : 0;
        }
        assertThat(active).isBetween(195, 200);
        for (int user : limited.users) {
            assertThat(itemsOf(limited.train, user)).containsExactly(itemsOf(validation.train, user));
        }
    }
}
