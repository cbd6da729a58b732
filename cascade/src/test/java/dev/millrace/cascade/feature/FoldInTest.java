package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FoldInTest {
    private static final long SEED = 41;
    private static final int ITEMS = 50;
    private static final int DIMENSION = 7;

    private final Random random = new Random(SEED);
    private final FloatVectors inputs = randomVectors();
    private final FoldInParameters parameters = new FoldInParameters(0.7f, 12);
    private final FoldIn foldIn = new FoldIn(inputs, parameters);

    private FloatVectors randomVectors() {
        float[] values = new float[ITEMS * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new FloatVectors(values, DIMENSION);
    }

    @Test
    void anyHistoryEqualsTheDenseProductOfItsWeightRowWithTheInputMatrix() {
        FoldIn.Scratch scratch = new FoldIn.Scratch();
        for (int trial = 0; trial < 200; trial++) {
            int count = random.nextInt(90);
            int[] items = random.ints(count, 0, ITEMS).toArray();
            float[] weights = new float[count];
            for (int i = 0; i < count; i++) {
                weights[i] = random.nextInt(4);
            }
            float[] user = new float[DIMENSION];
            foldIn.fold(items, weights, count, user, scratch);
            assertThat(user).as("seed %d, trial %d", SEED, trial).containsExactly(dense(items, weights), within(1e-5f));
        }
    }

    private float[] dense(int[] items, float[] weights) {
        Map<Integer, Double> newestFirst = new LinkedHashMap<>();
        for (int i = items.length - 1; i >= 0; i--) {
            if (weights[i] > 0 && (newestFirst.containsKey(items[i]) || newestFirst.size() < 12)) {
                newestFirst.merge(items[i], (double) weights[i], Double::sum);
            }
        }
        double[] row = new double[ITEMS];
        int age = 0;
        for (Map.Entry<Integer, Double> entry : newestFirst.entrySet()) {
            row[entry.getKey()] = Math.log(1 + entry.getValue()) / Math.log(2) / Math.pow(1 + age++, 0.7f);
        }
        double[] user = new double[DIMENSION];
        for (int item = 0; item < ITEMS; item++) {
            for (int k = 0; k < DIMENSION; k++) {
                user[k] += row[item] * inputs.values()[item * DIMENSION + k];
            }
        }
        double norm = Math.sqrt(Arrays.stream(user).map(v -> v * v).sum());
        float[] result = new float[DIMENSION];
        for (int k = 0; k < DIMENSION && norm > 0; k++) {
            result[k] = (float) (user[k] / norm);
        }
        return result;
    }

    @Test
    void theNewestEventChangesTheUserVectorMostAndOrderMattersOnlyWithARecencyExponent() {
        float[] ones = {1, 1, 1};
        FoldIn unordered = new FoldIn(inputs, new FoldInParameters(0, 12));
        assertThat(unordered.fold(new int[] {1, 2, 3}, ones, 3))
                .containsExactly(unordered.fold(new int[] {3, 2, 1}, ones, 3), within(1e-6f));
        assertThat(foldIn.fold(new int[] {1, 2, 3}, ones, 3)).isNotEqualTo(foldIn.fold(new int[] {3, 2, 1}, ones, 3));
    }

    @Test
    void historyWithoutAnyKnownItemFoldsToZeroAndSaysSo() {
        float[] user = {1, 1, 1, 1, 1, 1, 1};
        boolean any = foldIn.fold(new int[] {-1, ITEMS, 3}, new float[] {1, 1, 0}, 3, user, new FoldIn.Scratch());
        assertThat(any).isFalse();
        assertThat(user).containsOnly(0);
    }

    @Test
    void notANumberAsAWeightIsPassedOver() {
        assertThat(foldIn.fold(new int[] {4, 5}, new float[] {Float.NaN, 1}, 2))
                .containsExactly(foldIn.fold(new int[] {5}, new float[] {1}, 1));
    }

    @Test
    void aUserArrayOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> foldIn.fold(new int[0], new float[0], 0, new float[3], new FoldIn.Scratch()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 7");
    }

    @Test
    void parametersOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> new FoldInParameters(-0.1f, 1)).hasMessageContaining("recencyExponent: -0.1");
        assertThatThrownBy(() -> new FoldInParameters(Float.NaN, 1)).hasMessageContaining("recencyExponent");
        assertThatThrownBy(() -> new FoldInParameters(0, 0)).hasMessageContaining("maxItems: 0");
    }
}
