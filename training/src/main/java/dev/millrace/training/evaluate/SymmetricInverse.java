package dev.millrace.training.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inverts a symmetric positive definite matrix in its own memory, on all processors of the common pool.
 *
 * <p>The sweep operator (Beaton, 1964; Goodnight, 1979), a block of pivots at a time: with {@code D} the inverse of the
 * pivot block, every other element becomes {@code A[i][j] - A[i][k] D A[k][j]}, the pivot columns {@code A[i][k] D} and
 * the pivot block {@code -D}. All of it stays symmetric, so only the lower triangle is worked on, and after all blocks
 * the matrix is minus its inverse. Nearly all work is one product kernel, four rows by three vectors held in registers;
 * a factorization would take as many operations in three different kernels. A library's inverse needs some five times
 * the memory, and threads that spin at barriers, which starve each other when a machine has other work.
 *
 * <p>Single precision loses digits in proportion to the condition of the matrix; pivot blocks are inverted in double.
 */
final class SymmetricInverse {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = 3 * LANES;

    /** Pivots a step: a multiple of four rows and of three vectors of 4, 8 or 16 floats. */
    static final int BLOCK = 96;

    private final float[] matrix;
    private final int n;
    /** The pivot columns in panels: [n / PANEL][BLOCK][PANEL]. */
    private final float[] panels;
    /** The pivot columns times D: [n x BLOCK]. */
    private final float[] scaled;

    private SymmetricInverse(float[] matrix, int n) {
        this.matrix = matrix;
        this.n = n;
        this.panels = new float[n * BLOCK];
        this.scaled = new float[n * BLOCK];
    }

    /**
     * Returns the size a matrix of {@code n} rows is to be padded to, with ones on the diagonal and zeros beside it.
     */
    static int padded(int n) {
        return (n + BLOCK - 1) / BLOCK * BLOCK;
    }

    /**
     * Replaces the lower triangle of a matrix by that of minus its inverse; what is above the diagonal is lost.
     *
     * @param matrix [n x n] row-major, of which the lower triangle is read
     * @param n a multiple of {@value #BLOCK}
     * @throws ArithmeticException when the matrix is not positive definite
     */
    static void negatedInPlace(float[] matrix, int n) {
        if (n % BLOCK != 0 || matrix.length != (long) n * n) {
            throw new IllegalArgumentException(
                    "matrix: " + matrix.length + " values of " + n + " rows (expected: a square of " + BLOCK + "s)");
        }
        SymmetricInverse inverse = new SymmetricInverse(matrix, n);
        for (int pivot = 0; pivot < n; pivot += BLOCK) {
            inverse.sweep(pivot);
        }
    }

    private void sweep(int pivot) {
        double[][] d = invertPivots(pivot);
        IntStream.range(0, n / BLOCK).parallel().forEach(block -> packColumns(pivot, block * BLOCK, d));
        IntStream.range(0, n / BLOCK).parallel().forEach(block -> {
            for (int row = block * BLOCK; row < (block + 1) * BLOCK; row += 4) {
                updateRows(row);
            }
        });
        IntStream.range(0, n / BLOCK).parallel().forEach(block -> writeColumns(pivot, block * BLOCK, d));
    }

    /** Gauss and Jordan in double precision; a pivot that is not positive ends it. */
    private double[][] invertPivots(int pivot) {
        double[][] work = new double[BLOCK][2 * BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            for (int j = 0; j <= i; j++) {
                work[i][j] = matrix[(pivot + i) * n + pivot + j];
                work[j][i] = work[i][j];
            }
            work[i][BLOCK + i] = 1;
        }
        for (int p = 0; p < BLOCK; p++) {
            double scale = work[p][p];
            if (!(scale > 0)) {
                throw new ArithmeticException("pivot " + (pivot + p) + ": " + scale + " (expected: > 0)");
            }
            for (int c = 0; c < 2 * BLOCK; c++) {
                work[p][c] /= scale;
            }
            for (int row = 0; row < BLOCK; row++) {
                double factor = work[row][p];
                if (row != p && factor != 0) {
                    for (int c = 0; c < 2 * BLOCK; c++) {
                        work[row][c] -= factor * work[p][c];
                    }
                }
            }
        }
        double[][] inverse = new double[BLOCK][];
        for (int i = 0; i < BLOCK; i++) {
            inverse[i] = Arrays.copyOfRange(work[i], BLOCK, 2 * BLOCK);
        }
        return inverse;
    }

    /** Copies rows {@code from .. from + BLOCK - 1} of the pivot columns into panels, and multiplies them by D. */
    private void packColumns(int pivot, int from, double[][] d) {
        double[] sums = new double[BLOCK];
        for (int row = from; row < from + BLOCK; row++) {
            Arrays.fill(sums, 0);
            for (int p = 0; p < BLOCK; p++) {
                int column = pivot + p;
                float value = row >= column ? matrix[row * n + column] : matrix[column * n + row];
                panels[panelAt(row, p)] = value;
                if (value != 0) {
                    for (int q = 0; q < BLOCK; q++) {
                        sums[q] += value * d[p][q];
                    }
                }
            }
            for (int q = 0; q < BLOCK; q++) {
                scaled[row * BLOCK + q] = (float) sums[q];
            }
        }
    }

    private static int panelAt(int row, int p) {
        return (row / PANEL * BLOCK + p) * PANEL + row % PANEL;
    }

    /** Subtracts the product from four rows, up to the panel that holds the diagonal. */
    private void updateRows(int row) {
        for (int column = 0; column <= row + 3; column += PANEL) {
            updateTile(row, column);
        }
    }

    private void updateTile(int row, int column) {
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector c2 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector d2 = a0;
        int panel = column * BLOCK;
        int base = row * BLOCK;
        for (int p = 0; p < BLOCK; p++) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, panels, panel);
            FloatVector x1 = FloatVector.fromArray(SPECIES, panels, panel + LANES);
            FloatVector x2 = FloatVector.fromArray(SPECIES, panels, panel + 2 * LANES);
            panel += PANEL;
            FloatVector w = FloatVector.broadcast(SPECIES, scaled[base + p]);
            a0 = x0.fma(w, a0);
            a1 = x1.fma(w, a1);
            a2 = x2.fma(w, a2);
            w = FloatVector.broadcast(SPECIES, scaled[base + BLOCK + p]);
            b0 = x0.fma(w, b0);
            b1 = x1.fma(w, b1);
            b2 = x2.fma(w, b2);
            w = FloatVector.broadcast(SPECIES, scaled[base + 2 * BLOCK + p]);
            c0 = x0.fma(w, c0);
            c1 = x1.fma(w, c1);
            c2 = x2.fma(w, c2);
            w = FloatVector.broadcast(SPECIES, scaled[base + 3 * BLOCK + p]);
            d0 = x0.fma(w, d0);
            d1 = x1.fma(w, d1);
            d2 = x2.fma(w, d2);
        }
        int at = row * n + column;
        subtract(at, a0, a1, a2);
        subtract(at + n, b0, b1, b2);
        subtract(at + 2 * n, c0, c1, c2);
        subtract(at + 3 * n, d0, d1, d2);
    }

    private void subtract(int at, FloatVector x0, FloatVector x1, FloatVector x2) {
        FloatVector.fromArray(SPECIES, matrix, at).sub(x0).intoArray(matrix, at);
        FloatVector.fromArray(SPECIES, matrix, at + LANES).sub(x1).intoArray(matrix, at + LANES);
        FloatVector.fromArray(SPECIES, matrix, at + 2 * LANES).sub(x2).intoArray(matrix, at + 2 * LANES);
    }

    /** Puts rows {@code from .. from + BLOCK - 1} of the scaled pivot columns, and -D, where the pivots were. */
    private void writeColumns(int pivot, int from, double[][] d) {
        for (int row = from; row < from + BLOCK; row++) {
            for (int p = 0; p < BLOCK; p++) {
                int column = pivot + p;
                if (from == pivot) {
                    matrix[row * n + column] = (float) -d[row - pivot][p];
                } else if (row > column) {
                    matrix[row * n + column] = scaled[row * BLOCK + p];
                } else {
                    matrix[column * n + row] = scaled[row * BLOCK + p];
                }
            }
        }
    }
}
