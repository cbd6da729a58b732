package dev.millrace.training.factors;

import dev.millrace.training.factors.Kernels.Matrix;
import java.util.Arrays;

/** How fast one thread multiplies matrices here. Stateless. */
final class Speed {
    private static final int ROWS = 128;
    private static final int COLUMNS = 1024;
    private static final int DEPTH = 128;
    private static final int WARM_UP = 30;
    private static final int ROUNDS = 10;

    private Speed() {}

    /** Returns floating-point operations a second. */
    static double measure(Kernels kernels) {
        float[] a = new float[ROWS * DEPTH];
        float[] b = new float[COLUMNS * DEPTH];
        float[] c = new float[ROWS * COLUMNS];
        Arrays.fill(a, 0.5f);
        Arrays.fill(b, 0.25f);
        float[] panel = new float[kernels.panelLength(DEPTH)];
        long start = 0;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            if (round == WARM_UP) {
                start = System.nanoTime();
            }
            kernels.multiply(
                    Matrix.rows(a, DEPTH), Matrix.transposed(b, DEPTH), c, COLUMNS, 0, ROWS, COLUMNS, DEPTH, panel);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return 2.0 * ROWS * COLUMNS * DEPTH * ROUNDS / seconds;
    }
}
