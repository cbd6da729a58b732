package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SymmetricInverseTest {
    /** Gauss and Jordan in double precision, without pivoting: the matrix is positive definite. */
    static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] work = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, work[i], 0, n);
            work[i][n + i] = 1;
        }
        for (int pivot = 0; pivot < n; pivot++) {
            double scale = work[pivot][pivot];
            for (int c = 0; c < 2 * n; c++) {
                work[pivot][c] /= scale;
            }
            for (int row = 0; row < n; row++) {
                double factor = row == pivot ? 0 : work[row][pivot];
                for (int c = 0; c < 2 * n; c++) {
                    work[row][c] -= factor * work[pivot][c];
                }
            }
        }
        return Arrays.stream(work).map(row -> Arrays.copyOfRange(row, n, 2 * n)).toArray(double[][]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 47, 95, 96, 97, 191, 192, 193, 290, 400})
    void matricesOfEveryOddSizeAreInvertedAsInDoublePrecision(int n) {
        Random random = new Random(n);
        double[][] matrix = new double[n][n];
        for (int term = 0; term < n; term++) {
            double[] vector =
                    random.doubles(n).map(value -> value < 0.7 ? 0 : value).toArray();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] += vector[i] * vector[j];
                }
            }
        }
        int padded = SymmetricInverse.padded(n);
        float[] values = new float[padded * padded];
        for (int i = 0; i < padded; i++) {
            values[i * padded + i] = 1;
        }
        for (int i = 0; i < n; i++) {
            matrix[i][i] += 10;
            for (int j = 0; j <= i; j++) {
                values[i * padded + j] = (float) matrix[i][j];
            }
        }
        SymmetricInverse.negatedInPlace(values, padded);
        double[][] expected = inverse(matrix);
        for (int i = 0; i < padded; i++) {
            for (int j = 0; j <= i; j++) {
                double value = i < n ? expected[i][j] : i == j ? 1 : 0;
                assertThat(-(double) values[i * padded + j]).as(i + ", " + j).isCloseTo(value, within(1e-6));
            }
        }
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteIsRefused() {
        int n = SymmetricInverse.BLOCK;
        assertThatThrownBy(() -> SymmetricInverse.negatedInPlace(new float[n * n], n))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("pivot 0");
        assertThatThrownBy(() -> SymmetricInverse.negatedInPlace(new float[9], 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
