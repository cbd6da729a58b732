package dev.millrace.kernel;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors with products of many items by the Vector API. Everything else, the products of single items too, is that of
 * the vectors inside. Immutable and thread-safe.
 */
final class WideVectors implements ItemVectors {
    /** As wide as the machine's, and not wider than {@link #sum} knows. */
    private static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    private static final int LANES = FLOATS.length();
    private static final VectorShuffle<Float> BY_HALF = exchange(LANES / 2);
    private static final VectorShuffle<Float> BY_QUARTER = exchange(LANES / 4);
    private static final VectorShuffle<Float> BY_EIGHTH = exchange(LANES / 8);
    private static final VectorShuffle<Float> BY_SIXTEENTH = exchange(LANES / 16);

    private final FloatVectors vectors;
    private final float[] values;
    private final int dimension;

    /** Creates them; the dimension is at least {@link #leastDimension()}. */
    WideVectors(FloatVectors vectors) {
        this.vectors = vectors;
        this.values = vectors.values();
        this.dimension = vectors.dimension();
    }

    /** Returns how many numbers fill a register. */
    static int leastDimension() {
        return LANES;
    }

    @Override
    public int size() {
        return vectors.size();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public float dot(int item, float[] vector) {
        return vectors.dot(item, vector);
    }

    @Override
    public float dot(int item, int other) {
        return vectors.dot(item, other);
    }

    @Override
    public void dots(int item, float[] first, float[] second, float[] third, float[] out) {
        vectors.dots(item, first, second, third, out);
    }

    @Override
    public void dots(int[] items, int count, float[] first, float[] second, float[] third, float[] out) {
        int whole = FLOATS.loopBound(dimension);
        for (int i = 0; i < count; i++) {
            int base = items[i] * dimension;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = FloatVector.zero(FLOATS);
            FloatVector c = FloatVector.zero(FLOATS);
            for (int at = 0; at < whole; at += LANES) {
                FloatVector numbers = FloatVector.fromArray(FLOATS, values, base + at);
                a = numbers.fma(FloatVector.fromArray(FLOATS, first, at), a);
                b = numbers.fma(FloatVector.fromArray(FLOATS, second, at), b);
                c = numbers.fma(FloatVector.fromArray(FLOATS, third, at), c);
            }
            float ofFirst = sum(a);
            float ofSecond = sum(b);
            float ofThird = sum(c);
            for (int at = whole; at < dimension; at++) {
                ofFirst += values[base + at] * first[at];
                ofSecond += values[base + at] * second[at];
                ofThird += values[base + at] * third[at];
            }
            out[3 * i] = ofFirst;
            out[3 * i + 1] = ofSecond;
            out[3 * i + 2] = ofThird;
        }
    }

    /** Sums across a vector in one order, which {@code reduceLanes} leaves open and changes when it is compiled. */
    private static float sum(FloatVector numbers) {
        FloatVector sum = numbers;
        if (LANES > 8) {
            sum = sum.add(sum.rearrange(BY_SIXTEENTH));
        }
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(BY_EIGHTH));
        }
        if (LANES > 2) {
            sum = sum.add(sum.rearrange(BY_QUARTER));
        }
        return sum.add(sum.rearrange(BY_HALF)).lane(0);
    }

    private static VectorShuffle<Float> exchange(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> lane ^ distance);
    }

    @Override
    public void add(int item, float weight, float[] into) {
        vectors.add(item, weight, into);
    }

    @Override
    public void copy(int item, float[] into) {
        vectors.copy(item, into);
    }
}
