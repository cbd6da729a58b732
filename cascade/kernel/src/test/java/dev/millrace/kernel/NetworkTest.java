package dev.millrace.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.Standardization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    private static final int ROWS = 140;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void vectorsEqualScalarsForNetworksOfAnyShape(long seed) {
        Random random = new Random(seed);
        Case drawn = new Case(random);
        ScalarNetwork scalar = new ScalarNetwork(drawn.standardization, drawn.perceptron);
        VectorNetwork vector = new VectorNetwork(drawn.standardization, drawn.perceptron);
        Scratch scratch = vector.scratch();
        for (int size : new int[] {1, 2, 7, 15, 16, 17, 31, 32, 33, 64, 65, 127}) {
            float[] expected = scores(scalar, scalar.scratch(), drawn, size);
            assertThat(scores(vector, scratch, drawn, size))
                    .as("seed %d, %s, %d rows", seed, drawn, size)
                    .containsExactly(expected, within(1e-5f * scale(expected)));
        }
    }

    @Test
    void onlyTheScoresAskedForAreWritten() {
        Case drawn = new Case(new Random(1));
        VectorNetwork network = new VectorNetwork(drawn.standardization, drawn.perceptron);
        float[] scores = new float[50];
        Arrays.fill(scores, 77);
        network.score(drawn.matrix, drawn.rows, 10, 33, network.scratch(), scores);
        assertThat(Arrays.copyOfRange(scores, 0, 10)).containsOnly(77);
        assertThat(Arrays.copyOfRange(scores, 43, 50)).containsOnly(77);
        assertThat(Arrays.copyOfRange(scores, 10, 43)).doesNotContain(77);
    }

    @Test
    void aScoreDoesNotDependOnTheRowsBesideIt() {
        Case drawn = new Case(new Random(3));
        VectorNetwork network = new VectorNetwork(drawn.standardization, drawn.perceptron);
        float[] together = scores(network, network.scratch(), drawn, 100);
        float[] alone = new float[100];
        for (int i = 0; i < 100; i++) {
            network.score(drawn.matrix, drawn.rows, i, 1, network.scratch(), alone);
        }
        assertThat(alone).containsExactly(together, within(1e-5f * scale(together)));
    }

    @Test
    void inputsOfAnotherNumberAreRefused() {
        Standardization seven = new Standardization(new float[7], new float[7], false);
        Perceptron six = new Perceptron(new float[6], List.of(), new float[0], 0);
        assertThatThrownBy(() -> Network.fastest(seven, six))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputs: 6 (expected: 7, from the standardization)");
    }

    @Test
    void layersThatDoNotFitOrAreNoNumbersAreRefused() {
        Perceptron.Layer layer = new Perceptron.Layer(new float[12], new float[4]);
        assertThatThrownBy(() -> new Perceptron(new float[2], List.of(layer), new float[4], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 inputs (expected: 2");
        assertThatThrownBy(() -> new Perceptron(new float[3], List.of(layer), new float[3], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("output: 3 weights (expected: 4");
        assertThatThrownBy(() -> new Perceptron(new float[] {Float.NaN}, List.of(), new float[0], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linear: NaN");
        assertThatThrownBy(() -> new Perceptron.Layer(new float[7], new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows of 2");
    }

    private static float scale(float[] scores) {
        float largest = 1;
        for (float score : scores) {
            largest = Math.max(largest, Math.abs(score));
        }
        return largest;
    }

    private static float[] scores(Network network, Scratch scratch, Case drawn, int size) {
        float[] scores = new float[size];
        network.score(drawn.matrix, drawn.rows, 0, size, scratch, scores);
        return scores;
    }

    /**
     * A network and rows for it: some features are the same for all rows, some missing now and then, some not heeded.
     */
    private static final class Case {
        private final Standardization standardization;
        private final Perceptron perceptron;
        private final List<Integer> units = new ArrayList<>();
        private final float[] matrix;
        private final int[] rows;

        Case(Random random) {
            int features = 1 + random.nextInt(40);
            float[] means = floats(random, features, 1);
            float[] scales = floats(random, features, 1);
            standardization = new Standardization(means, scales, random.nextInt(4) > 0);
            int width = standardization.width();
            float[] linear = floats(random, width, 0.3f);
            List<Perceptron.Layer> layers = new ArrayList<>();
            int inputs = width;
            boolean[] ignored = new boolean[width];
            for (int i = 0; i < width; i++) {
                ignored[i] = random.nextInt(3) == 0;
                linear[i] = ignored[i] ? 0 : linear[i];
            }
            for (int layer = random.nextInt(4); layer > 0; layer--) {
                int size = 1 + random.nextInt(70);
                float[] weights = floats(random, inputs * size, (float) Math.sqrt(1.0 / inputs));
                for (int i = 0; i < weights.length && layers.isEmpty(); i++) {
                    weights[i] = ignored[i / size] ? 0 : weights[i];
                }
                layers.add(new Perceptron.Layer(weights, floats(random, size, 0.3f)));
                units.add(size);
                inputs = size;
            }
            float[] output = floats(random, layers.isEmpty() ? 0 : inputs, (float) Math.sqrt(1.0 / inputs));
            perceptron = new Perceptron(linear, layers, output, (float) random.nextGaussian());
            matrix = floats(random, ROWS * features, 2);
            for (int feature = 0; feature < features; feature++) {
                int kind = random.nextInt(4);
                for (int row = 0; row < ROWS; row++) {
                    int at = row * features + feature;
                    boolean missing = kind == 1 || (kind == 2 && random.nextInt(5) == 0);
                    matrix[at] = missing ? Float.NaN : kind == 3 ? matrix[feature] : matrix[at];
                }
            }
            rows = random.ints(ROWS, 0, ROWS).toArray();
        }

        private static float[] floats(Random random, int length, float scale) {
            float[] floats = new float[length];
            for (int i = 0; i < length; i++) {
                floats[i] = scale * (float) random.nextGaussian();
            }
            return floats;
        }

        @Override
        public String toString() {
            return standardization.features() + " features, flags " + standardization.flags() + ", units " + units;
        }
    }
}
