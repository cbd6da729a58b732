package dev.millrace.training.factors;

/**
 * The dense arithmetic of training. Implementations are stateless and thread-safe; {@code ScalarKernels} says what is
 * computed, {@code VectorKernels} computes it fast. Sums may be taken in different orders by the two, but one of them
 * always takes them in the same order.
 */
sealed interface Kernels permits ScalarKernels, VectorKernels {
    /** Returns the kernels to use on this machine: the Vector API where the module is there, else scalar ones. */
    static Kernels fastest() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? new VectorKernels()
                : new ScalarKernels();
    }

    /**
     * Computes rows {@code [from, to)} of {@code c = a * b}, a matrix product.
     *
     * @param a left operand, [.. x depth], of any strides
     * @param b right operand, [depth x columns], of any strides
     * @param c result, rows of {@code columns} numbers {@code cStride} apart
     * @param panel scratch of at least {@code panelLength(depth)} numbers
     */
    void multiply(Matrix a, Matrix b, float[] c, int cStride, int from, int to, int columns, int depth, float[] panel);

    /** Returns the scratch {@link #multiply} needs. */
    int panelLength(int depth);

    /** Returns the inner product of {@code a[aFrom..]} and {@code b[bFrom..]}, {@code length} numbers each. */
    float dot(float[] a, int aFrom, float[] b, int bFrom, int length);

    /** Adds {@code scale * x[xFrom..]} to {@code y[yFrom..]}, {@code length} numbers. */
    void addScaled(float scale, float[] x, int xFrom, float[] y, int yFrom, int length);

    /** Replaces each of {@code length} values {@code v} by {@code exp((v - 1) * scale)}. */
    void expShifted(float[] values, int from, int length, float scale);

    /** Returns the sum of {@code length} values. */
    float sum(float[] values, int from, int length);

    /** Multiplies {@code length} values by {@code factor}. */
    void scale(float[] values, int from, int length, float factor);

    /** A matrix over a flat array: element (i, k) is {@code values[i * rowStride + k * columnStride]}. */
    final class Matrix {
        final float[] values;
        final int rowStride;
        final int columnStride;

        private Matrix(float[] values, int rowStride, int columnStride) {
            this.values = values;
            this.rowStride = rowStride;
            this.columnStride = columnStride;
        }

        /** Returns a matrix of rows {@code stride} apart. */
        static Matrix rows(float[] values, int stride) {
            return new Matrix(values, stride, 1);
        }

        /** Returns the transpose of a matrix of rows {@code stride} apart. */
        static Matrix transposed(float[] values, int stride) {
            return new Matrix(values, 1, stride);
        }
    }
}
