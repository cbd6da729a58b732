package dev.millrace.training.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.training.factors.Kernels.Matrix;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelsTest {
    private static final long SEED = 7;

    private final Random random = new Random(SEED);
    private final Kernels scalar = new ScalarKernels();
    private final Kernels vector = new VectorKernels();

    private float[] numbers(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void productsOfAllOddShapesAndLayoutsAreEqual() {
        int[] sizes = {1, 2, 3, 4, 5, 7, 8, 9, 23, 24, 25, 31, 47, 49};
        for (int rows : sizes) {
            for (int columns : sizes) {
                for (int depth : new int[] {1, 7, 8, 33}) {
                    compareProducts(rows, columns, depth);
                }
            }
        }
    }

    private void compareProducts(int rows, int columns, int depth) {
        float[] a = numbers((rows + 3) * (depth + 3));
        float[] b = numbers((columns + 3) * (depth + 3));
        Matrix[] lefts = {Matrix.rows(a, depth + 1), Matrix.transposed(a, rows + 2)};
        Matrix[] rights = {Matrix.rows(b, columns + 1), Matrix.transposed(b, depth + 2)};
        for (Matrix left : lefts) {
            for (Matrix right : rights) {
                int from = rows / 3;
                float[] expected = new float[rows * (columns + 2)];
                float[] actual = new float[rows * (columns + 2)];
                float[] panel = new float[vector.panelLength(depth)];
                scalar.multiply(left, right, expected, columns + 2, from, rows, columns, depth, new float[0]);
                vector.multiply(left, right, actual, columns + 2, from, rows, columns, depth, panel);
                assertThat(actual)
                        .as("seed %d, %d x %d x %d", SEED, rows, depth, columns)
                        .containsExactly(expected, within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 64, 101})
    void rowKernelsAreEqualAtAnyLength(int length) {
        float[] x = numbers(length + 5);
        float[] y = numbers(length + 5);
        assertThat(vector.dot(x, 2, y, 3, length)).isCloseTo(scalar.dot(x, 2, y, 3, length), within(1e-4f));
        assertThat(vector.sum(x, 1, length)).isCloseTo(scalar.sum(x, 1, length), within(1e-4f));
        compare(
                x,
                values -> scalar.addScaled(0.3f, y, 1, values, 2, length),
                values -> vector.addScaled(0.3f, y, 1, values, 2, length));
        compare(x, values -> scalar.scale(values, 2, length, 1.7f), values -> vector.scale(values, 2, length, 1.7f));
        compare(
                x,
                values -> scalar.expShifted(values, 2, length, 3f),
                values -> vector.expShifted(values, 2, length, 3f));
    }

    @Test
    void sumsAreTheSameBeforeAndAfterTheyAreCompiled() {
        float[] x = numbers(64 * 100);
        float[] interpreted = sums(x);
        float[] compiled = interpreted;
        for (int i = 0; i < 2_000; i++) {
            compiled = sums(x);
        }
        assertThat(compiled).containsExactly(interpreted);
    }

    private float[] sums(float[] x) {
        float[] sums = new float[200];
        for (int i = 0; i < 100; i++) {
            sums[i] = vector.dot(x, 64 * i, x, 64 * (99 - i), 64);
            sums[100 + i] = vector.sum(x, 64 * i, 64);
        }
        return sums;
    }

    private static void compare(
            float[] input, java.util.function.Consumer<float[]> one, java.util.function.Consumer<float[]> other) {
        float[] expected = input.clone();
        float[] actual = input.clone();
        one.accept(expected);
        other.accept(actual);
        for (int i = 0; i < input.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void exponentialIsRightToSixDigitsOverTheWholeRange() {
        for (float x = -86; x < 86; x += 0.0137f) {
            double exact = Math.exp(x);
            assertThat(ScalarKernels.exp(x) / exact).as("exp(%f)", x).isCloseTo(1, within(1e-6));
        }
        assertThat(ScalarKernels.exp(-1e9f)).isBetween(0f, 1e-37f);
        assertThat(ScalarKernels.exp(1e9f)).isFinite();
    }
}
