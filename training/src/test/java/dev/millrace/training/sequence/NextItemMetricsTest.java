package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class NextItemMetricsTest {
    private static double ndcg(float[] scores, float... targets) {
        return NextItemMetrics.ndcg(scores, 0, scores.length, targets);
    }

    @Test
    void theBestItemsOnTopAreAPerfectRanking() {
        assertThat(ndcg(new float[] {1, 5, 3, 4}, 5)).isEqualTo(1);
        assertThat(ndcg(new float[] {1, 5, 3, 4}, 4, 5)).isEqualTo(1, within(1e-12));
        assertThat(ndcg(new float[] {1, 5, 3, 4}, 4)).isEqualTo(NextItemMetrics.gain(1));
    }

    @Test
    void whatTiesWithATargetStandsHalfAboveIt() {
        assertThat(ndcg(new float[] {1, 1, 1, 0}, 1)).isEqualTo(NextItemMetrics.gain(1));
        assertThat(ndcg(new float[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1}, 1)).isZero();
        assertThat(ndcg(new float[60], 0)).as("an encoder that knows nothing").isZero();
    }

    @Test
    void targetsThatTieDoNotShareARank() {
        assertThat(ndcg(new float[] {2, 2, 0}, 2, 2)).isEqualTo(1, within(1e-12));
        assertThat(ndcg(new float[] {2, 2, 2, 0}, 2, 2))
                .isEqualTo((NextItemMetrics.gain(0.5) + NextItemMetrics.gain(1.5))
                        / (NextItemMetrics.gain(0) + NextItemMetrics.gain(1)));
        assertThat(ndcg(new float[20], new float[20])).isEqualTo(1, within(1e-12));
    }

    @Test
    void aTargetOutsideTheRankingGainsNothing() {
        assertThat(ndcg(new float[] {Float.NEGATIVE_INFINITY, 1}, Float.NEGATIVE_INFINITY))
                .isZero();
    }

    @Test
    void anEncoderThatHasDivergedIsNotMeasured() {
        SequenceData data = PlantedData.markov(20, 9, 3);
        HeldOut last = HeldOut.next(data, PlantedData.allButLast(data), Integer.MAX_VALUE);
        SequenceWeights weights = PlantedData.randomWeights(PlantedData.shape(data, 8), 4);
        Arrays.fill(weights.get(SequenceWeights.ITEM_BIAS), Float.NaN);
        assertThatThrownBy(() -> NextItemMetrics.of(data, weights, last))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the sequence encoder has diverged: score NaN of item 0 (expected: a finite one)");
    }
}
