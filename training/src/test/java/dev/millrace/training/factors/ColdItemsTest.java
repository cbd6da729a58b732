package dev.millrace.training.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.FloatVectors;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ColdItemsTest {
    private static final int DIMENSION = 5;

    private static ItemAttributes attributes(int attributes, int[][] rows) {
        int[] starts = new int[rows.length + 1];
        int size = 0;
        for (int i = 0; i < rows.length; i++) {
            size += rows[i].length;
            starts[i + 1] = size;
        }
        int[] flat = new int[size];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, starts[i], rows[i].length);
        }
        return new ItemAttributes(attributes, starts, flat);
    }

    /** Ridge regression by Gaussian elimination. */
    private static double[] solveDense(double[][] rows, double[] weights, double[] targets, int size) {
        double[][] system = new double[size][size + 1];
        for (int i = 0; i < size; i++) {
            system[i][i] = 1;
        }
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    system[i][j] += weights[r] * rows[r][i] * rows[r][j];
                }
                system[i][size] += weights[r] * rows[r][i] * targets[r];
            }
        }
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = k == i ? 0 : system[k][i] / system[i][i];
                for (int j = i; j <= size; j++) {
                    system[k][j] -= factor * system[i][j];
                }
            }
        }
        double[] solution = new double[size];
        for (int i = 0; i < size; i++) {
            solution[i] = system[i][size] / system[i][i];
        }
        return solution;
    }

    @Test
    void coldItemTakesWhatADenseRidgeRegressionPredicts() {
        Random random = new Random(3);
        int[][] rows = {{0, 1}, {1, 2}, {2}, {0, 3}, {3, 1}, {0}, {2, 3}, {1}, {1, 3}};
        int[] counts = {4, 1, 9, 3, 7, 2, 5, 6, 0};
        float[] values = new float[rows.length * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        FloatVectors filled = ColdItems.fill(new FloatVectors(values, DIMENSION), attributes(4, rows), counts, false);
        for (int k = 0; k < DIMENSION; k++) {
            double[][] design = new double[8][4];
            double[] weights = new double[8];
            double[] targets = new double[8];
            for (int i = 0; i < 8; i++) {
                for (int attribute : rows[i]) {
                    design[i][attribute] = 1.0 / rows[i].length;
                }
                weights[i] = Math.log1p(counts[i]);
                targets[i] = values[i * DIMENSION + k];
            }
            double[] solution = solveDense(design, weights, targets, 4);
            float expected = (float) ((solution[1] + solution[3]) / 2);
            assertThat(filled.values()[8 * DIMENSION + k]).isCloseTo(expected, within(1e-4f));
        }
        for (int i = 0; i < 8 * DIMENSION; i++) {
            assertThat(filled.values()[i]).isEqualTo(values[i]);
        }
    }

    @Test
    void coldItemVectorIsAsLongAsThoseOfRareItems() {
        float[] values = {3, 0, 0, 0, 0, 0, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0};
        int[][] rows = {{0}, {1}, {0, 1}};
        FloatVectors filled =
                ColdItems.fill(new FloatVectors(values, DIMENSION), attributes(2, rows), new int[] {90, 2, 0}, true);
        assertThat(Math.sqrt(filled.dot(2, 2))).isCloseTo(0.5, within(1e-5));
    }

    @Test
    void coldItemWithoutAKnownAttributeGetsTheZeroVector() {
        float[] values = {1, 2, 3, 4, 5, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
        int[][] rows = {{0}, {1}, {}};
        FloatVectors filled =
                ColdItems.fill(new FloatVectors(values, DIMENSION), attributes(2, rows), new int[] {5, 0, 0}, true);
        assertThat(filled.dot(1, 1)).isZero();
        assertThat(filled.dot(2, 2)).isZero();
    }
}
