package dev.millrace.training.factors;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A matrix that learns: one row an item, one step size a row (row-wise AdaGrad: the learning rate over the root of the
 * summed mean squares of the row's gradients). Rows may be updated from different threads, one thread a row.
 */
final class Embeddings {
    private static final float INITIAL_DEVIATION = 0.1f;

    final int dimension;
    /** [rows x dimension], row-major. */
    final float[] values;
    /** [rows]. */
    private final float[] squares;

    Embeddings(int rows, int dimension) {
        this.dimension = dimension;
        this.values = new float[Math.multiplyExact(rows, dimension)];
        this.squares = new float[rows];
    }

    /** Fills the rows with normal noise; row {@code i} depends on the seed and {@code i} alone. */
    void randomize(long seed) {
        for (int row = 0; row < squares.length; row++) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + row);
            for (int i = 0; i < dimension; i++) {
                values[row * dimension + i] = (float) random.nextGaussian() * INITIAL_DEVIATION;
            }
        }
        Arrays.fill(squares, 0);
    }

    /** Takes one step against {@code gradient}, [dimension]; returns what it was multiplied with. */
    float step(int row, float[] gradient, float learningRate, Kernels kernels) {
        float square = kernels.dot(gradient, 0, gradient, 0, dimension) / dimension;
        if (!(square > 0)) {
            return 0;
        }
        squares[row] += square;
        float scale = -learningRate / (float) Math.sqrt(squares[row]);
        move(row, scale, gradient, kernels);
        return scale;
    }

    /** Adds {@code scale * gradient} to a row. */
    void move(int row, float scale, float[] gradient, Kernels kernels) {
        kernels.addScaled(scale, gradient, 0, values, row * dimension, dimension);
    }

    void write(DataOutput out) throws IOException {
        Floats.write(out, values);
        Floats.write(out, squares);
    }

    void read(DataInput in) throws IOException {
        Floats.read(in, values);
        Floats.read(in, squares);
    }
}
