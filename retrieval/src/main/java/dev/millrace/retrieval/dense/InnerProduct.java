package dev.millrace.retrieval.dense;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products of rows of a matrix with a vector. {@link #scalar} adds in another order than the others, so they
 * agree to rounding; nothing may mix them within one search.
 */
final class InnerProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Rows that are on their way from memory at once. */
    private static final int AHEAD = 64;

    /** Numbers a line of memory. */
    private static final int LINE = 16;

    private InnerProduct() {}

    /** Returns the product of {@code rows[base .. base + vector.length)} with {@code vector}. */
    static float of(float[] rows, int base, float[] vector) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = FloatVector.zero(SPECIES);
        int length = vector.length;
        int i = 0;
        for (; i + 2 * LANES <= length; i += 2 * LANES) {
            even = FloatVector.fromArray(SPECIES, rows, base + i).fma(FloatVector.fromArray(SPECIES, vector, i), even);
            odd = FloatVector.fromArray(SPECIES, rows, base + i + LANES)
                    .fma(FloatVector.fromArray(SPECIES, vector, i + LANES), odd);
        }
        for (; i + LANES <= length; i += LANES) {
            even = FloatVector.fromArray(SPECIES, rows, base + i).fma(FloatVector.fromArray(SPECIES, vector, i), even);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < length; i++) {
            sum += rows[base + i] * vector[i];
        }
        return sum;
    }

    /**
     * Finds the products of rows that lie all over memory: one number of every line is read for some of them before any
     * is multiplied, so that the processor waits for many lines at once.
     *
     * @param numbers of the rows, the first {@code count}
     * @param out receives the same as {@link #of(float[], int, float[])} returns for each
     */
    static void of(float[] rows, int[] numbers, int count, float[] vector, float[] out) {
        int length = vector.length;
        for (int from = 0; from < count; from += AHEAD) {
            int to = Math.min(count, from + AHEAD);
            out[from] = read(rows, numbers, from, to, length); // overwritten below; without a use nothing would be read
            for (int i = from; i < to; i++) {
                out[i] = of(rows, numbers[i] * length, vector);
            }
        }
    }

    private static float read(float[] rows, int[] numbers, int from, int to, int length) {
        float sum = 0;
        for (int i = from; i < to; i++) {
            int end = (numbers[i] + 1) * length;
            for (int at = end - length; at < end; at += LINE) {
                sum += rows[at];
            }
            sum += rows[end - 1];
        }
        return sum;
    }

    /** The plain twin of {@link #of}. */
    static float scalar(float[] rows, int base, float[] vector) {
        float sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += rows[base + i] * vector[i];
        }
        return sum;
    }
}
