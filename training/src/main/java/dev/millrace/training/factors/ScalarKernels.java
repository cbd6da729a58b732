package dev.millrace.training.factors;

/** The plain loops. Stateless and thread-safe. */
final class ScalarKernels implements Kernels {
    static final float LOG2_E = 1.442695f;
    /** Few digits, so that its product with a small integer is exact; the rest of ln 2 is the next constant. */
    static final float LN2_HIGH = 0.6933594f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** Adding and subtracting it rounds to an integer. */
    static final float ROUND = 12582912f;

    static final float C7 = 0.00019875691f;
    static final float C6 = 0.0013981999f;
    static final float C5 = 0.008333452f;
    static final float C4 = 0.041665796f;
    static final float C3 = 0.16666666f;
    static final float C2 = 0.5f;

    @Override
    public void multiply(
            Matrix a, Matrix b, float[] c, int cStride, int from, int to, int columns, int depth, float[] panel) {
        for (int i = from; i < to; i++) {
            for (int j = 0; j < columns; j++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(
                            a.values[i * a.rowStride + k * a.columnStride],
                            b.values[k * b.rowStride + j * b.columnStride],
                            sum);
                }
                c[i * cStride + j] = sum;
            }
        }
    }

    @Override
    public int panelLength(int depth) {
        return 0;
    }

    @Override
    public float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
        float sum = 0;
        for (int i = 0; i < length; i++) {
            sum = Math.fma(a[aFrom + i], b[bFrom + i], sum);
        }
        return sum;
    }

    @Override
    public void addScaled(float scale, float[] x, int xFrom, float[] y, int yFrom, int length) {
        for (int i = 0; i < length; i++) {
            y[yFrom + i] = Math.fma(scale, x[xFrom + i], y[yFrom + i]);
        }
    }

    @Override
    public void expShifted(float[] values, int from, int length, float scale) {
        for (int i = from; i < from + length; i++) {
            values[i] = exp((values[i] - 1) * scale);
        }
    }

    @Override
    public float sum(float[] values, int from, int length) {
        float sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += values[i];
        }
        return sum;
    }

    @Override
    public void scale(float[] values, int from, int length, float factor) {
        for (int i = from; i < from + length; i++) {
            values[i] *= factor;
        }
    }

    /**
     * Returns e to the power of {@code x} to seven digits, for {@code x} in [-87, 87], clamped outside: a power of two
     * by its bits times a polynomial over what is left (the classical Cephes scheme).
     */
    static float exp(float x) {
        float clamped = Math.min(87f, Math.max(-87f, x));
        float n = Math.fma(clamped, LOG2_E, ROUND) - ROUND;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
        float p = C7;
        p = Math.fma(p, r, C6);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r * r, r + 1f);
        return p * Float.intBitsToFloat(((int) n + 127) << 23);
    }
}
