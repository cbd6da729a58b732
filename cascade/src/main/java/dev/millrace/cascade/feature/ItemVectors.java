package dev.millrace.cascade.feature;

/**
 * One vector for every item, [size x dimension] float32 row-major. Immutable and thread-safe; the array handed
 * out is read only.
 */
public final class ItemVectors {
    private final float[] values;
    private final int dimension;
    private final int size;

    /**
     * Creates vectors over the array, which must not change any more.
     *
     * @param values [size x dimension], row-major
     * @param dimension numbers a vector, &gt; 0
     */
    public ItemVectors(float[] values, int dimension) {
        if (dimension <= 0 || values.length % dimension != 0) {
            throw new IllegalArgumentException(
                    "dimension: " + dimension + " (expected: a divisor of " + values.length + " values)");
        }
        this.values = values;
        this.dimension = dimension;
        this.size = values.length / dimension;
    }

    /** Returns the number of items. */
    public int size() {
        return size;
    }

    /** Returns the numbers a vector. */
    public int dimension() {
        return dimension;
    }

    /** Returns all vectors, [size x dimension] row-major; read only. */
    public float[] values() {
        return values;
    }

    /** Returns the inner product of an item's vector with {@code vector}, [dimension]. */
    public float dot(int item, float[] vector) {
        int base = item * dimension;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < dimension; i += 4) {
            a += values[base + i] * vector[i];
            b += values[base + i + 1] * vector[i + 1];
            c += values[base + i + 2] * vector[i + 2];
            d += values[base + i + 3] * vector[i + 3];
        }
        for (; i < dimension; i++) {
            a += values[base + i] * vector[i];
        }
        return (a + b) + (c + d);
    }

    /**
     * Writes the inner products of an item's vector with three others, [dimension] each, to {@code out[0 .. 2]}: the very
     * numbers that {@link #dot(int, float[])} gives, in one pass over the item's vector.
     */
    public void dots(int item, float[] first, float[] second, float[] third, float[] out) {
        int base = item * dimension;
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float b0 = 0;
        float b1 = 0;
        float b2 = 0;
        float b3 = 0;
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        int i = 0;
        for (; i + 3 < dimension; i += 4) {
            float v0 = values[base + i];
            float v1 = values[base + i + 1];
            float v2 = values[base + i + 2];
            float v3 = values[base + i + 3];
            a0 += v0 * first[i];
            a1 += v1 * first[i + 1];
            a2 += v2 * first[i + 2];
            a3 += v3 * first[i + 3];
            b0 += v0 * second[i];
            b1 += v1 * second[i + 1];
            b2 += v2 * second[i + 2];
            b3 += v3 * second[i + 3];
            c0 += v0 * third[i];
            c1 += v1 * third[i + 1];
            c2 += v2 * third[i + 2];
            c3 += v3 * third[i + 3];
        }
        for (; i < dimension; i++) {
            a0 += values[base + i] * first[i];
            b0 += values[base + i] * second[i];
            c0 += values[base + i] * third[i];
        }
        out[0] = (a0 + a1) + (a2 + a3);
        out[1] = (b0 + b1) + (b2 + b3);
        out[2] = (c0 + c1) + (c2 + c3);
    }

    /** Returns the inner product of two items' vectors. */
    public float dot(int item, int other) {
        float sum = 0;
        int a = item * dimension;
        int b = other * dimension;
        for (int i = 0; i < dimension; i++) {
            sum += values[a + i] * values[b + i];
        }
        return sum;
    }
}
