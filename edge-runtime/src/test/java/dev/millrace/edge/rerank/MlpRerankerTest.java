package dev.millrace.edge.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Standardization;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MlpRerankerTest {
    private static final Query NOBODY =
            new Query(History.EMPTY, new float[0], Eligible.everything(1), History.NO_TIME, Map.of());

    private static float[] random(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** The network in double precision, written down as its formula is. */
    private static double plain(float[][] weights, double[] x) {
        double score = 0;
        for (int i = 0; i < x.length; i++) {
            score += weights[0][i] * x[i];
        }
        double[] one = layer(weights[1], weights[2], x);
        double[] two = layer(weights[3], weights[4], one);
        for (int i = 0; i < two.length; i++) {
            score += weights[5][i] * two[i];
        }
        return score;
    }

    private static double[] layer(float[] weights, float[] bias, double[] x) {
        double[] out = new double[bias.length];
        for (int j = 0; j < out.length; j++) {
            out[j] = bias[j];
            for (int i = 0; i < x.length; i++) {
                out[j] += x[i] * weights[i * out.length + j];
            }
            out[j] = Math.max(0, out[j]);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 0, true", "2, 31, 64, true", "3, 17, 7, false", "4, 1, 2, false"})
    void scoresAreThoseOfThePlainFormula(long seed, int features, int first, boolean flags) {
        Random random = new Random(seed);
        int width = flags ? 2 * features : features;
        int second = first / 2;
        float[][] weights = {
            random(random, width),
            random(random, width * first),
            random(random, first),
            random(random, first * second),
            random(random, second),
            random(random, second)
        };
        Standardization standardization =
                new Standardization(random(random, features), random(random, features), flags);
        MlpReranker reranker = new MlpReranker(
                standardization,
                new MlpWeights(weights[0], weights[1], weights[2], weights[3], weights[4], weights[5]));
        Candidates candidates = new Candidates();
        int rows = 40;
        for (int row = 0; row < rows; row++) {
            candidates.add(row, 0, 0);
        }
        float[] matrix = candidates.allocateFeatures(features);
        for (int i = 0; i < rows * features; i++) {
            matrix[i] =
                    random.nextInt(5) == 0 ? Float.NaN : (float) (random.nextGaussian() * Math.exp(random.nextInt(9)));
        }
        int[] order = {7, 0, 39, 12};
        float[] scores = new float[order.length];
        reranker.score(NOBODY, candidates, order, order.length, scores);
        float[] row = new float[width];
        for (int i = 0; i < order.length; i++) {
            standardization.apply(matrix, order[i] * features, row, 0);
            double[] x = new double[width];
            Arrays.setAll(x, at -> row[at]);
            double expected = plain(weights, x);
            assertThat((double) scores[i])
                    .as("seed %s, row %s", seed, order[i])
                    .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 0", "2, 62, 64", "3, 17, 7"})
    void whatIsReadBackDiffersByHalfAStepOfAColumnsScale(long seed, int width, int first) {
        Random random = new Random(seed);
        int second = first / 2;
        float[] weights1 = random(random, width * first);
        float[] output = random(random, second);
        MlpWeights weights = new MlpWeights(
                random(random, width),
                weights1,
                random(random, first),
                random(random, first * second),
                random(random, second),
                output);
        byte[] part = weights.toBytes();
        assertThat(part.length).isEqualTo(16 + 4 * (width + 2 * first + 3 * second) + width * first + first * second);
        assertThat(weights.rounded().toBytes())
                .as("rounding twice is rounding once")
                .isEqualTo(part);
        for (int column = 0; column < first; column++) {
            float largest = 0;
            for (int i = 0; i < width; i++) {
                largest = Math.max(largest, Math.abs(weights1[i * first + column]));
            }
            for (int i = 0; i < width; i++) {
                assertThat(weightOf(weights.rounded(), i, column, first))
                        .as("seed %s", seed)
                        .isCloseTo(weights1[i * first + column], within(0.5001f * largest / 127));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 0", "2, 62, 64", "3, 17, 7"})
    void whatIsReadBackFromThePrecisePartIsTheSame(long seed, int width, int first) {
        Random random = new Random(seed);
        int second = first / 2;
        MlpWeights weights = new MlpWeights(
                random(random, width),
                random(random, width * first),
                random(random, first),
                random(random, first * second),
                random(random, second),
                random(random, second));
        byte[] part = weights.toPreciseBytes();
        assertThat(part.length).isEqualTo(16 + 4 * (width + first + 2 * second + width * first + first * second));
        MlpWeights read = MlpWeights.read(ByteBuffer.wrap(part));
        assertThat(read.toPreciseBytes()).isEqualTo(part);
        float[] inputs = random(random, width);
        assertThat(read.score(inputs, new float[first], new float[second]))
                .isEqualTo(weights.score(inputs, new float[first], new float[second]));
    }

    private static float weightOf(MlpWeights weights, int input, int column, int first) {
        ByteBuffer part = ByteBuffer.wrap(weights.toBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int scales = 16 + 4 * weights.width();
        return part.getFloat(scales + 4 * column) * part.get(scales + 4 * first + input * first + column);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPartThatDoesNotHoldTogetherIsRefused(boolean int8) {
        MlpWeights weights =
                new MlpWeights(new float[3], new float[6], new float[2], new float[2], new float[1], new float[1]);
        byte[] part = int8 ? weights.toBytes() : weights.toPreciseBytes();
        for (int length = 0; length < part.length; length++) {
            byte[] cut = Arrays.copyOf(part, length);
            assertThatThrownBy(() -> MlpWeights.read(ByteBuffer.wrap(cut)))
                    .as("%s bytes", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int at = 0; at < 16; at++) {
            byte[] damaged = part.clone();
            damaged[at] = (byte) 0x7f;
            assertThatThrownBy(() -> MlpWeights.read(ByteBuffer.wrap(damaged)))
                    .as("byte %s", at)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theQuickLogarithmIsGoodToTheLastDigits() {
        for (double x = 1e-6; x < 1e9; x *= 1.01) {
            double expected = Math.log(x + Math.sqrt(x * x + 1));
            assertThat((double) Inputs.asinh((float) x))
                    .as("asinh(%s)", x)
                    .isCloseTo(expected, within(2.5e-7 + expected * 3e-7));
            assertThat(Inputs.asinh((float) -x)).isEqualTo(-Inputs.asinh((float) x));
        }
        assertThat(Inputs.asinh(0)).isZero();
    }

    @Test
    void aRunThatIsCancelledEnds() {
        MlpReranker reranker = new MlpReranker(
                new Standardization(new float[1], new float[1], false),
                new MlpWeights(new float[1], new float[0], new float[0], new float[0], new float[0], new float[0]));
        Candidates candidates = new Candidates();
        candidates.add(0, 0, 0);
        candidates.allocateFeatures(1);
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> reranker.score(NOBODY, candidates, new int[1], 1, new float[1], cancellation))
                .isInstanceOf(CancellationException.class);
    }
}
