package dev.millrace.retrieval.dense;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products of a row of a matrix with a vector. The two methods add in different orders, so they agree to
 * rounding; nothing may mix them within one search.
 */
final class InnerProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

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

    /** The plain twin of {@link #of}. */
    static float scalar(float[] rows, int base, float[] vector) {
        float sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += rows[base + i] * vector[i];
        }
        return sum;
    }
}
