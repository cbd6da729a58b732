package dev.millrace.retrieval.dense;

import dev.millrace.kernel.NativeVectors;
import dev.millrace.kernel.RowLines;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products of rows with a vector. {@link #scalar} adds in another order than the others, so they agree to
 * rounding; nothing may mix them within one search.
 */
final class InnerProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private InnerProduct() {}

    /** Returns the product of the row that begins at byte {@code base} with {@code vector}, as long as the row. */
    static float of(MemorySegment rows, long base, float[] vector) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = FloatVector.zero(SPECIES);
        int length = vector.length;
        int i = 0;
        for (; i + 2 * LANES <= length; i += 2 * LANES) {
            even = load(rows, base, i).fma(FloatVector.fromArray(SPECIES, vector, i), even);
            odd = load(rows, base, i + LANES).fma(FloatVector.fromArray(SPECIES, vector, i + LANES), odd);
        }
        for (; i + LANES <= length; i += LANES) {
            even = load(rows, base, i).fma(FloatVector.fromArray(SPECIES, vector, i), even);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < length; i++) {
            sum += rows.get(NativeVectors.FLOAT, base + (long) Float.BYTES * i) * vector[i];
        }
        return sum;
    }

    private static FloatVector load(MemorySegment rows, long base, int i) {
        return FloatVector.fromMemorySegment(SPECIES, rows, base + (long) Float.BYTES * i, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Finds the products of rows that lie all over memory: one number of every line is read for some of them before any
     * is multiplied, so that the processor waits for many lines at once.
     *
     * @param numbers of the rows, the first {@code count}
     * @param out receives the same as {@link #of(MemorySegment, long, float[])} returns for each
     */
    static void of(MemorySegment rows, int[] numbers, int count, float[] vector, float[] out) {
        int rowBytes = vector.length * Float.BYTES;
        for (int from = 0; from < count; from += RowLines.AHEAD) {
            int to = Math.min(count, from + RowLines.AHEAD);
            // Overwritten below; without a use nothing would be read.
            out[from] = RowLines.read(rows, numbers, from, to, rowBytes);
            for (int i = from; i < to; i++) {
                out[i] = of(rows, (long) numbers[i] * rowBytes, vector);
            }
        }
    }

    /** The plain twin of {@link #of}. */
    static float scalar(MemorySegment rows, long base, float[] vector) {
        float sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += rows.get(NativeVectors.FLOAT, base + (long) Float.BYTES * i) * vector[i];
        }
        return sum;
    }

    /** Returns the length of a vector. */
    static double norm(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        return Math.sqrt(squares);
    }
}
