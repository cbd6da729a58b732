package dev.millrace.training.edge;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A rotation of vectors, which leaves inner products as they are. Immutable.
 *
 * <p>The principal axes of the vectors' second moments, largest first, by Jacobi's method (Golub and Van Loan, Matrix
 * Computations, 8.5). After it the first dimensions say most, so that bytes can go where they count.
 */
final class Rotation {
    private static final int SWEEPS = 30;

    private final int dimension;
    private final double[] axes;

    private Rotation(int dimension, double[] axes) {
        this.dimension = dimension;
        this.axes = axes;
    }

    /** Returns the rotation that changes nothing. */
    static Rotation none(int dimension) {
        return new Rotation(dimension, identity(dimension));
    }

    /**
     * Returns the rotation to the principal axes of vectors, [size x dimension] row-major, each of which counts its
     * share.
     */
    static Rotation toPrincipalAxes(float[] vectors, float[] shares, int dimension) {
        double[] moments = new double[dimension * dimension];
        for (int from = 0; from < vectors.length; from += dimension) {
            for (int i = 0; i < dimension; i++) {
                double value = (double) shares[from / dimension] * vectors[from + i];
                for (int j = 0; j < dimension; j++) {
                    moments[i * dimension + j] += value * vectors[from + j];
                }
            }
        }
        double[] columns = identity(dimension);
        for (int sweep = 0; sweep < SWEEPS && offDiagonal(moments, dimension) > 1e-12; sweep++) {
            for (int p = 0; p < dimension; p++) {
                for (int q = p + 1; q < dimension; q++) {
                    annihilate(moments, columns, dimension, p, q);
                }
            }
        }
        Integer[] order = new Integer[dimension];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -moments[i * dimension + i]));
        double[] axes = new double[dimension * dimension];
        for (int axis = 0; axis < dimension; axis++) {
            for (int i = 0; i < dimension; i++) {
                axes[axis * dimension + i] = columns[i * dimension + order[axis]];
            }
        }
        return new Rotation(dimension, axes);
    }

    private static double[] identity(int dimension) {
        double[] identity = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++) {
            identity[i * dimension + i] = 1;
        }
        return identity;
    }

    /** Returns the largest share of the off-diagonal in the diagonal. */
    private static double offDiagonal(double[] matrix, int dimension) {
        double off = 0;
        double diagonal = Double.MIN_NORMAL;
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < dimension; j++) {
                double square = matrix[i * dimension + j] * matrix[i * dimension + j];
                if (i == j) {
                    diagonal += square;
                } else {
                    off += square;
                }
            }
        }
        return off / diagonal;
    }

    /** Turns axes p and q so that the moment between them is zero. */
    private static void annihilate(double[] moments, double[] columns, int d, int p, int q) {
        double off = moments[p * d + q];
        if (off == 0) {
            return;
        }
        double theta = (moments[q * d + q] - moments[p * d + p]) / (2 * off);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int i = 0; i < d; i++) {
            turn(moments, i * d + p, i * d + q, c, s);
        }
        for (int i = 0; i < d; i++) {
            turn(moments, p * d + i, q * d + i, c, s);
        }
        for (int i = 0; i < d; i++) {
            turn(columns, i * d + p, i * d + q, c, s);
        }
    }

    private static void turn(double[] matrix, int a, int b, double c, double s) {
        double x = matrix[a];
        double y = matrix[b];
        matrix[a] = c * x - s * y;
        matrix[b] = s * x + c * y;
    }

    /**
     * Returns the new axes, one a row, [dimension x dimension]: vectors along them times this are the vectors as they
     * were.
     */
    float[] axes() {
        float[] rows = new float[axes.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) axes[i];
        }
        return rows;
    }

    /** Returns the vectors, [size x dimension] row-major, along the new axes. */
    float[] apply(float[] vectors) {
        float[] rotated = new float[vectors.length];
        for (int from = 0; from < vectors.length; from += dimension) {
            for (int axis = 0; axis < dimension; axis++) {
                double sum = 0;
                for (int i = 0; i < dimension; i++) {
                    sum += axes[axis * dimension + i] * vectors[from + i];
                }
                rotated[from + axis] = (float) sum;
            }
        }
        return rotated;
    }
}
