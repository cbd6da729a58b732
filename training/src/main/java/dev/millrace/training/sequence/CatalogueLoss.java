package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Softmax cross-entropy over catalogue rows, with its gradients in closed form.
 *
 * <p>With P = softmax(H E'), the gradients are (P - Y) E and (P - Y)' H: two matrix products over the probabilities
 * that the loss needs anyway. Done by hand, over slices of positions that stay in cache, this is about twice as fast as
 * letting autograd keep the logits, and memory does not grow with positions x items. The item bias is one more column
 * of E against a constant 1 in H.
 *
 * <p>When the rows are a sample, logits carry the logQ correction, except a position's own target, which is there for
 * certain. Its column is put right after the softmax: scaling row i by {@code 1 / (1 - p + p q)} (p its probability, q
 * its chance to be in the sample) renormalises without touching the matrix.
 *
 * <p>One use each; one thread at a time.
 */
final class CatalogueLoss {
    /** Logits in memory at once. */
    private static final int SLICE_ELEMENTS = 3 << 20;

    private final int dimension;
    private final int width;
    private final CatalogueRows rows;
    private final float[] table;
    private final float[] hidden;
    private final float[] hiddenGradient;
    private final float[] rowGradient;
    private double sum;

    /**
     * @param rows items to normalise over, m of them
     * @param table {@code [m x (dimension + 1)]}: embedding, then bias less the correction
     * @param hidden {@code [positions x dimension]}, one for each target
     */
    CatalogueLoss(int dimension, CatalogueRows rows, float[] table, float[] hidden) {
        this.dimension = dimension;
        this.width = dimension + 1;
        this.rows = rows;
        this.table = table;
        this.hidden = hidden;
        this.hiddenGradient = new float[hidden.length];
        this.rowGradient = new float[table.length];
    }

    /** Computes loss and gradients, of the mean over positions. */
    void compute(NDManager parent) {
        int positions = rows.targets().length;
        int m = rows.items().length;
        int slice = Math.clamp(SLICE_ELEMENTS / m, 16, Math.max(16, positions));
        try (NDManager manager = parent.newSubManager()) {
            NDArray e = manager.create(table, new Shape(m, width));
            NDArray transposed = e.transpose();
            NDArray total = manager.zeros(new Shape(m, width));
            for (int from = 0; from < positions; from += slice) {
                try (NDManager local = manager.newSubManager()) {
                    int to = Math.min(positions, from + slice);
                    float[] h = augmented(from, to);
                    NDArray logits =
                            local.create(h, new Shape(to - from, width)).matMul(transposed);
                    NDArray probability = logits.softmax(-1);
                    logits.close();
                    finish(local, probability, e, h, from);
                    total.addi(probability.transpose().matMul(local.create(h, new Shape(to - from, width))));
                }
            }
            float[] products = total.toFloatArray();
            float scale = 1f / positions;
            for (int i = 0; i < products.length; i++) {
                rowGradient[i] += scale * products[i];
            }
        }
    }

    /** Mean loss of a position, in nats. */
    double mean() {
        return sum / rows.targets().length;
    }

    /** Gradient on the hidden states, {@code [positions x dimension]}. */
    float[] hiddenGradient() {
        return hiddenGradient;
    }

    /** Gradient on the table, {@code [m x (dimension + 1)]}. */
    float[] rowGradient() {
        return rowGradient;
    }

    private float[] augmented(int from, int to) {
        float[] h = new float[(to - from) * width];
        for (int i = from; i < to; i++) {
            System.arraycopy(hidden, i * dimension, h, (i - from) * width, dimension);
            h[(i - from) * width + dimension] = 1;
        }
        return h;
    }

    /** Adds the slice's loss and hidden gradients; scales {@code h} by the rows' renormalisation. */
    private void finish(NDManager local, NDArray probability, NDArray e, float[] h, int from) {
        int count = h.length / width;
        float scale = 1f / rows.targets().length;
        long[] own = new long[count];
        Arrays.setAll(own, i -> rows.targets()[from + i]);
        float[] p =
                probability.gather(local.create(own, new Shape(count, 1)), 1).toFloatArray();
        float[] expected = probability.matMul(e).toFloatArray();
        for (int i = 0; i < count; i++) {
            int target = rows.targets()[from + i];
            float inclusion = rows.inclusion(target);
            float renormalise = 1 / (1 - p[i] + p[i] * inclusion);
            float corrected = Math.max(p[i] * inclusion * renormalise, 1e-20f);
            sum -= Math.log(corrected);
            float ownWeight = corrected - renormalise * p[i] - 1;
            int row = target * width;
            int at = (from + i) * dimension;
            for (int j = 0; j < dimension; j++) {
                hiddenGradient[at + j] = scale * (renormalise * expected[i * width + j] + ownWeight * table[row + j]);
            }
            for (int j = 0; j < width; j++) {
                rowGradient[row + j] += scale * ownWeight * h[i * width + j];
                h[i * width + j] *= renormalise;
            }
        }
    }
}
