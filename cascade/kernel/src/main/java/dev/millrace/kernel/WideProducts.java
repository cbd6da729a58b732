package dev.millrace.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of many rows by the Vector API. Stateless.
 *
 * <p>A vector is summed across in one order, which {@code reduceLanes} leaves open and changes when it is compiled; and
 * where the products are, three times over: a method of our own for it is not always inlined, and then every vector it
 * is given is an object.
 */
final class WideProducts {
    /** As wide as the machine's, and not wider than is summed below. */
    private static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    private static final int LANES = FLOATS.length();
    private static final VectorShuffle<Float> BY_HALF = exchange(LANES / 2);
    private static final VectorShuffle<Float> BY_QUARTER = exchange(LANES / 4);
    private static final VectorShuffle<Float> BY_EIGHTH = exchange(LANES / 8);
    private static final VectorShuffle<Float> BY_SIXTEENTH = exchange(LANES / 16);

    private WideProducts() {}

    /** Returns how many numbers fill a register. */
    static int leastDimension() {
        return LANES;
    }

    /**
     * Writes the products of each row with three vectors, [dimension] each, to {@code out}.
     *
     * @param rows native memory, [rows x dimension]
     * @param numbers of the rows, the first {@code count}
     */
    static void write(
            MemorySegment rows, int[] numbers, int count, float[] first, float[] second, float[] third, float[] out) {
        int rowBytes = first.length * Float.BYTES;
        for (int from = 0; from < count; from += RowLines.AHEAD) {
            int to = Math.min(count, from + RowLines.AHEAD);
            // Overwritten below; without a use nothing would be read.
            out[3 * from] = RowLines.read(rows, numbers, from, to, rowBytes);
            write(rows, numbers, from, to, first, second, third, out);
        }
    }

    private static void write(
            MemorySegment rows,
            int[] numbers,
            int from,
            int to,
            float[] first,
            float[] second,
            float[] third,
            float[] out) {
        int dimension = first.length;
        int whole = FLOATS.loopBound(dimension);
        for (int i = from; i < to; i++) {
            long base = (long) numbers[i] * dimension * Float.BYTES;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = FloatVector.zero(FLOATS);
            FloatVector c = FloatVector.zero(FLOATS);
            for (int at = 0; at < whole; at += LANES) {
                FloatVector row = FloatVector.fromMemorySegment(
                        FLOATS, rows, base + (long) Float.BYTES * at, ByteOrder.LITTLE_ENDIAN);
                a = row.fma(FloatVector.fromArray(FLOATS, first, at), a);
                b = row.fma(FloatVector.fromArray(FLOATS, second, at), b);
                c = row.fma(FloatVector.fromArray(FLOATS, third, at), c);
            }
            if (LANES > 8) {
                a = a.add(a.rearrange(BY_SIXTEENTH));
                b = b.add(b.rearrange(BY_SIXTEENTH));
                c = c.add(c.rearrange(BY_SIXTEENTH));
            }
            if (LANES > 4) {
                a = a.add(a.rearrange(BY_EIGHTH));
                b = b.add(b.rearrange(BY_EIGHTH));
                c = c.add(c.rearrange(BY_EIGHTH));
            }
            if (LANES > 2) {
                a = a.add(a.rearrange(BY_QUARTER));
                b = b.add(b.rearrange(BY_QUARTER));
                c = c.add(c.rearrange(BY_QUARTER));
            }
            float ofFirst = a.add(a.rearrange(BY_HALF)).lane(0);
            float ofSecond = b.add(b.rearrange(BY_HALF)).lane(0);
            float ofThird = c.add(c.rearrange(BY_HALF)).lane(0);
            for (int at = whole; at < dimension; at++) {
                float number = rows.get(NativeVectors.FLOAT, base + (long) Float.BYTES * at);
                ofFirst += number * first[at];
                ofSecond += number * second[at];
                ofThird += number * third[at];
            }
            out[3 * i] = ofFirst;
            out[3 * i + 1] = ofSecond;
            out[3 * i + 2] = ofThird;
        }
    }

    private static VectorShuffle<Float> exchange(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> lane ^ distance);
    }
}
